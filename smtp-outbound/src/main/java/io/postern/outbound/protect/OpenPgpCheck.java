package io.postern.outbound.protect;

import io.postern.core.keys.OpenPgpKey;
import io.postern.core.port.Content;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.SymmetricEncIntegrityPacket;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;

/**
 * Reads a wrapped message back as a receiver without the key sees it, before it may leave: one
 * recipient and the right one, integrity protected, all of the content.
 */
final class OpenPgpCheck {
  private static final int BUFFER = 64 << 10;
  private static final byte[] BEGIN =
      "-----BEGIN PGP MESSAGE-----".getBytes(StandardCharsets.US_ASCII);

  private OpenPgpCheck() {}

  /**
   * @param enclosed bytes of plain text that must be inside
   * @throws IOException where something is not as it must be
   */
  static void verify(Content wrapped, OpenPgpKey key, long enclosed) throws IOException {
    try (InputStream in = new BufferedInputStream(wrapped.open(), BUFFER)) {
      skipToArmor(in);
      ArmoredInputStream armor = ArmoredInputStream.builder().build(in);
      PGPEncryptedDataList list = new PGPEncryptedDataList(new BCPGInputStream(armor));
      require(list.size() == 1, "not one recipient");
      require(
          list.get(0) instanceof PGPPublicKeyEncryptedData to
              && key.encryption().getKeyIdentifier().matchesExplicit(to.getKeyIdentifier()),
          "another recipient");
      require(
          list.getEncryptedData() instanceof SymmetricEncIntegrityPacket,
          "not integrity protected");
      long length =
          list.getEncryptedData().getInputStream().transferTo(OutputStream.nullOutputStream());
      require(length > enclosed, "not all of the content");
    } catch (RuntimeException e) {
      throw new IOException("the OpenPGP message cannot be read back", e);
    }
  }

  /** Bouncy Castle takes a MIME boundary's dashes for the beginning of an armor. */
  private static void skipToArmor(InputStream in) throws IOException {
    boolean lineStart = true;
    while (true) {
      in.mark(BEGIN.length);
      if (lineStart && Arrays.equals(in.readNBytes(BEGIN.length), BEGIN)) {
        in.reset();
        return;
      }
      in.reset();
      int b = in.read();
      require(b >= 0, "no armor");
      lineStart = b == '\n';
    }
  }

  private static void require(boolean good, String otherwise) throws IOException {
    if (!good) {
      throw new IOException("the OpenPGP message is not what it must be: " + otherwise);
    }
  }
}
