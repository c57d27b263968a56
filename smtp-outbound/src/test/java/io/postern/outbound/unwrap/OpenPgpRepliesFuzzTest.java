package io.postern.outbound.unwrap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.keys.OpenPgpDecryptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.junit.jupiter.api.Assertions;

/** Whatever comes as OpenPGP to a key of ours, or is inside: it is refused, or never valid. */
final class OpenPgpRepliesFuzzTest {
  private static final List<OpenPgpDecryptor> OURS = List.of(ours());

  @FuzzTest(maxDuration = "60s")
  void read(byte[] octets) {
    try {
      Signature outside =
          OpenPgpEnvelope.open(
                  new ByteArrayInputStream(octets),
                  OURS,
                  List.of(),
                  OutputStream.nullOutputStream())
              .signature();
      Assertions.assertFalse(outside.isValid());
    } catch (IOException e) {
      // the way that leaves a message as it came
    }
    try {
      InputStream inside = new ByteArrayInputStream(octets);
      Signature signature =
          OpenPgpContent.read(
              inside, new Budget(inside), List.of(), OutputStream.nullOutputStream());
      Assertions.assertFalse(signature.isValid());
    } catch (IOException | PGPException | RuntimeException e) {
      // the envelope around it makes one kind of all of them
    }
  }

  /** The subkey for encryption, the last of the key. */
  private static OpenPgpDecryptor ours() {
    try (InputStream in = OpenPgpRepliesFuzzTest.class.getResourceAsStream("fuzz.asc")) {
      PGPSecretKey last = null;
      for (PGPSecretKey key :
          new PGPSecretKeyRing(
              PGPUtil.getDecoderStream(Objects.requireNonNull(in)),
              new BcKeyFingerprintCalculator())) {
        last = key;
      }
      PGPSecretKey key = Objects.requireNonNull(last);
      return new OpenPgpDecryptor("00", key.getPublicKey(), key.extractPrivateKey(null));
    } catch (IOException | PGPException e) {
      throw new IllegalStateException(e);
    }
  }
}
