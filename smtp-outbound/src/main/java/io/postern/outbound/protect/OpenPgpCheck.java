package io.postern.outbound.protect;

import io.postern.core.keys.OpenPgpKey;
import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.bouncycastle.bcpg.AEADEncDataPacket;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.SymmetricEncIntegrityPacket;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPOnePassSignatureList;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.PGPSessionKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.PGPDataDecryptor;
import org.bouncycastle.openpgp.operator.SessionKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.bc.BcSessionKeyDataDecryptorFactory;

/**
 * Reads a wrapped message back before it may leave: one recipient and the right one, integrity
 * protected, and, opened with the session key that is still at hand, every octet that went in. What
 * it cannot see is whether the recipient's key opens the session key.
 */
final class OpenPgpCheck {
  private OpenPgpCheck() {}

  /**
   * @param signed whether a signature must be inside
   * @throws IOException where something is not as it must be
   */
  static void verify(Content wrapped, OpenPgpKey key, boolean signed, OpenPgpMessage.Made made)
      throws IOException {
    try (InputStream in = Streams.buffered(wrapped)) {
      Armor.find(in);
      InputStream packets = Armor.open(in, Streams.room(wrapped.size()));
      PGPEncryptedDataList list = new PGPEncryptedDataList(new BCPGInputStream(packets));
      require(list.size() == 1, "not one recipient");
      require(
          list.get(0) instanceof PGPPublicKeyEncryptedData to
              && key.encryption().getKeyIdentifier().matchesExplicit(to.getKeyIdentifier()),
          "another recipient");
      require(
          list.getEncryptedData() instanceof SymmetricEncIntegrityPacket packet
              && packet.getVersion() == (key.seipdV2() ? 2 : 1),
          "not integrity protected as was meant");
      PGPSessionKeyEncryptedData data = list.extractSessionKeyEncryptedData();
      try (InputStream plain = data.getDataStream(decryption(key, made.key()))) {
        checkContent(plain, signed, made.enclosed());
        require(data.verify(), "damaged");
      }
    } catch (RuntimeException | PGPException e) {
      throw new IOException("the OpenPGP message cannot be read back", e);
    }
  }

  /** As in making it: version 1 on the JDK's AES, OCB on Bouncy Castle's. */
  private static SessionKeyDataDecryptorFactory decryption(OpenPgpKey key, PGPSessionKey session) {
    return key.seipdV2() ? new BcSessionKeyDataDecryptorFactory(session) : new Version1(session);
  }

  /** Knows nothing but what it is for. */
  private record Version1(PGPSessionKey getSessionKey) implements SessionKeyDataDecryptorFactory {
    @Override
    public PGPDataDecryptor createDataDecryptor(boolean integrity, int algorithm, byte[] key)
        throws PGPException {
      return new CfbDecryptor(key);
    }

    @Override
    public PGPDataDecryptor createDataDecryptor(AEADEncDataPacket packet, PGPSessionKey key)
        throws PGPException {
      throw new PGPException("another kind of packet");
    }

    @Override
    public PGPDataDecryptor createDataDecryptor(
        SymmetricEncIntegrityPacket packet, PGPSessionKey key) throws PGPException {
      throw new PGPException("another kind of packet");
    }
  }

  /** RFC 9580 10.3: a one-pass signature, the literal, the signature; or the literal alone. */
  private static void checkContent(InputStream plain, boolean signed, Enclosed enclosed)
      throws IOException {
    PGPObjectFactory packets = new BcPGPObjectFactory(plain);
    Object first = packets.nextObject();
    if (signed) {
      require(first instanceof PGPOnePassSignatureList one && one.size() == 1, "no signature");
      first = packets.nextObject();
    }
    require(first instanceof PGPLiteralData, "no literal");
    Streams.Measuring content = new Streams.Measuring(OutputStream.nullOutputStream());
    ((PGPLiteralData) first).getInputStream().transferTo(content);
    require(content.measured().isSame(enclosed), "not the content");
    Object last = packets.nextObject();
    require(
        signed ? last instanceof PGPSignatureList all && all.size() == 1 : last == null,
        "something else behind the content");
  }

  private static void require(boolean good, String otherwise) throws IOException {
    if (!good) {
      throw new IOException("the OpenPGP message is not what it must be: " + otherwise);
    }
  }
}
