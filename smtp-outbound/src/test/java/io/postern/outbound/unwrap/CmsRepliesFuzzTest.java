package io.postern.outbound.unwrap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.keys.SmimeCertificate;
import io.postern.core.keys.SmimeDecryptor;
import io.postern.core.testing.BytesContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/** Whatever comes as CMS to a key of ours or as a signed entity: it is refused, or never valid. */
final class CmsRepliesFuzzTest {
  private static final List<SmimeDecryptor> OURS = List.of(ours());

  @FuzzTest(maxDuration = "60s")
  void read(byte[] octets) {
    try {
      CmsEnvelope.open(new ByteArrayInputStream(octets), OURS, OutputStream.nullOutputStream());
    } catch (IOException e) {
      // the way that leaves a message as it came
    }
    try {
      Entity entity = Entity.of(new BytesContent(octets));
      Signature signature =
          new CmsSignature((_, _) -> true, Optional.empty()).examine(entity).signature();
      Assertions.assertFalse(signature.isValid());
    } catch (IOException e) {
      // no entity that anybody could sign
    }
  }

  private static SmimeDecryptor ours() {
    try (InputStream in = CmsRepliesFuzzTest.class.getResourceAsStream("fuzz.pem")) {
      String pem = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      String key = pem.substring(0, pem.indexOf("-----END PRIVATE KEY")).replaceAll("-+.*-+", "");
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(
                          pem.substring(pem.indexOf("-----BEGIN CERT"))
                              .getBytes(StandardCharsets.US_ASCII)));
      return new SmimeDecryptor(
          new SmimeCertificate(certificate, List.of()),
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key))));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
