package io.postern.outbound.protect;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.keys.OpenPgpKey;
import io.postern.core.testing.BytesContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPPublicKeyRing;
import org.junit.jupiter.api.Assertions;

/** Whatever is read back as OpenPGP: it is refused, in the way that keeps it here. */
final class OpenPgpReaderFuzzTest {
  private static final PGPPublicKey RECIPIENT = recipient();

  @FuzzTest(maxDuration = "60s")
  void read(byte[] octets) {
    OpenPgpMessage.Made made =
        new OpenPgpMessage.Made(
            new PGPSessionKey(SymmetricKeyAlgorithmTags.AES_256, new byte[32]),
            new Enclosed(octets.length, new byte[32]));
    for (boolean second : List.of(false, true)) {
      OpenPgpKey key = new OpenPgpKey("00", RECIPIENT, second);
      Assertions.assertThrows(
          IOException.class,
          () -> OpenPgpCheck.verify(new BytesContent(octets), key, second, made));
    }
  }

  /** The subkey for encryption, the last of the certificate. */
  private static PGPPublicKey recipient() {
    try (InputStream in = OpenPgpReaderFuzzTest.class.getResourceAsStream("fuzz.asc")) {
      PGPPublicKey last = null;
      for (PGPPublicKey key :
          new BcPGPPublicKeyRing(PGPUtil.getDecoderStream(Objects.requireNonNull(in)))) {
        last = key;
      }
      return Objects.requireNonNull(last);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
