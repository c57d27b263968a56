package io.postern.outbound.unwrap;

import io.postern.core.keys.OpenPgpDecryptor;
import io.postern.core.keys.OpenPgpVerifier;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.bcpg.SymmetricEncIntegrityPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.PGPSessionKeyEncryptedData;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.bc.BcSessionKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.jcajce.JceSessionKeyDataDecryptorFactoryBuilder;

/**
 * Opens an OpenPGP message that is encrypted to a key of ours, where it is protected against
 * alteration: by the hash of version 1 or the chunks' tags of version 2. Data without that (tag 9)
 * is refused (RFC 9580 13.7), and so is the OCB packet of LibrePGP (tag 20), which no standard
 * knows.
 *
 * <p>Standards: RFC 9580 5.1 (session keys), 5.13 (integrity protected data).
 */
final class OpenPgpEnvelope {
  private static final int BUFFER = 64 << 10;
  private static final int SESSION_KEYS = 32;
  private static final int ATTEMPTS = 16;
  private static final Set<Integer> AES =
      Set.of(
          SymmetricKeyAlgorithmTags.AES_128,
          SymmetricKeyAlgorithmTags.AES_192,
          SymmetricKeyAlgorithmTags.AES_256);

  private OpenPgpEnvelope() {}

  /**
   * What opened it, and who signed it.
   *
   * @param key fingerprint of the certificate
   */
  record Opened(String key, Signature signature) {}

  /**
   * @param packets without armor
   * @param signers whose signatures count
   * @param plain gets the content; worth nothing unless this returns
   * @throws IOException where it cannot be opened, for whatever reason
   */
  static Opened open(
      InputStream packets,
      List<OpenPgpDecryptor> keys,
      List<OpenPgpVerifier> signers,
      OutputStream plain)
      throws IOException {
    try {
      Budget budget = new Budget(new BufferedInputStream(packets, BUFFER));
      PGPEncryptedDataList list = new PGPEncryptedDataList(new BCPGInputStream(budget));
      require(list.size() <= SESSION_KEYS, "too many recipients");
      require(
          list.getEncryptedData() instanceof SymmetricEncIntegrityPacket,
          "not protected against alteration");
      boolean chunks = ((SymmetricEncIntegrityPacket) list.getEncryptedData()).getVersion() == 2;
      Session session = session(list, keys);
      PGPSessionKeyEncryptedData data = list.extractSessionKeyEncryptedData();
      Signature signature;
      try (InputStream in = stream(data, session.key(), chunks)) {
        signature = OpenPgpContent.read(in, budget, signers, plain);
        require(data.verify(), "altered");
      }
      return new Opened(session.fingerprint(), signature);
    } catch (PGPException | RuntimeException e) {
      throw new IOException("the OpenPGP message cannot be opened", e);
    }
  }

  /** Version 1 on the JDK's AES, version 2 on Bouncy Castle's, which alone has OCB and EAX. */
  private static InputStream stream(
      PGPSessionKeyEncryptedData data, PGPSessionKey key, boolean chunks) throws PGPException {
    return data.getDataStream(
        chunks
            ? new BcSessionKeyDataDecryptorFactory(key)
            : new JceSessionKeyDataDecryptorFactoryBuilder().build(key));
  }

  private record Session(String fingerprint, PGPSessionKey key) {}

  private static Session session(PGPEncryptedDataList list, List<OpenPgpDecryptor> keys)
      throws IOException {
    int attempts = 0;
    for (PGPEncryptedData data : list) {
      for (OpenPgpDecryptor key : keys) {
        boolean ours = data instanceof PGPPublicKeyEncryptedData to && isFor(to, key);
        if (ours && attempts++ < ATTEMPTS) {
          Optional<PGPSessionKey> session = session((PGPPublicKeyEncryptedData) data, key);
          if (session.isPresent()) {
            return new Session(key.fingerprint(), session.get());
          }
        }
      }
    }
    throw new IOException("encrypted to nobody that we hold a key of");
  }

  /** By its name, or to somebody who is not named (RFC 9580 5.1.8). */
  private static boolean isFor(PGPPublicKeyEncryptedData to, OpenPgpDecryptor key) {
    KeyIdentifier named = to.getKeyIdentifier();
    return named.isWildcard() || key.publicKey().getKeyIdentifier().matchesExplicit(named);
  }

  private static Optional<PGPSessionKey> session(
      PGPPublicKeyEncryptedData data, OpenPgpDecryptor key) {
    try {
      PGPSessionKey session = data.getSessionKey(new BcPublicKeyDataDecryptorFactory(key.pair()));
      return Optional.of(session).filter(s -> AES.contains(s.getAlgorithm()));
    } catch (PGPException | RuntimeException e) {
      // Not for this key after all, or broken: the next may do, and else nothing is told.
      return Optional.empty();
    }
  }

  static void require(boolean good, String otherwise) throws IOException {
    if (!good) {
      throw new IOException("the OpenPGP message cannot be opened: " + otherwise);
    }
  }
}
