package io.postern.outbound.protect;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.config.settings.EncryptionSettings.Content;
import io.postern.config.settings.EncryptionSettings.KeyTransport;
import io.postern.core.keys.SmimeCertificate;
import io.postern.core.testing.BytesContent;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assertions;

/** Whatever is read back as S/MIME: it is refused, in the way that keeps it here. */
final class SmimeReaderFuzzTest {
  private static final SmimeCertificate RECIPIENT = recipient();

  @FuzzTest(maxDuration = "60s")
  void read(byte[] octets) {
    for (Content cipher : Content.values()) {
      SmimeSuite suite = new SmimeSuite(cipher, KeyTransport.RSA_PKCS1, SmimeSuite.Rung.DEFAULT);
      SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
      Assertions.assertThrows(
          IOException.class,
          () ->
              SmimeCheck.verify(
                  new BytesContent(octets),
                  RECIPIENT,
                  suite,
                  key,
                  new Enclosed(octets.length, new byte[32])));
    }
  }

  private static SmimeCertificate recipient() {
    try (InputStream in = SmimeReaderFuzzTest.class.getResourceAsStream("fuzz.pem")) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return new SmimeCertificate(
          (X509Certificate) factory.generateCertificate(Objects.requireNonNull(in)), List.of());
    } catch (IOException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }
}
