package io.postern.core.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.OpenPGPKeyReader;
import org.bouncycastle.openpgp.operator.PBESecretKeyDecryptor;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;

/**
 * Transferable public and secret keys, armored or binary, one or many.
 *
 * <p>Standards: RFC 9580 10.1, 10.2, 6.2.
 */
final class OpenPgpFile {
  private static final int LARGEST = 512 << 10;
  private static final int MOST_USER_IDS = 100;
  private static final int MOST_COMPONENTS = 64;

  private static final Set<Integer> REVOCATIONS =
      Set.of(
          PGPSignature.KEY_REVOCATION,
          PGPSignature.SUBKEY_REVOCATION,
          PGPSignature.CERTIFICATION_REVOCATION);

  private OpenPgpFile() {}

  static List<ParsedKey> read(byte[] data, KeyImport wish) throws KeyImportException {
    List<ParsedKey> keys = new ArrayList<>();
    for (OpenPGPCertificate certificate : parse(data)) {
      Optional<byte[]> secret =
          wish.purpose().isOurs() && certificate instanceof OpenPGPKey key
              ? Optional.of(unlocked(key.getPGPSecretKeyRing(), wish.password()))
              : Optional.empty();
      keys.add(parsed(certificate, secret));
    }
    return keys;
  }

  /** What a stranger gave, without revocations that the keys in it did not make. */
  static List<ParsedKey> ofStranger(byte[] data) throws KeyImportException {
    List<ParsedKey> keys = new ArrayList<>();
    for (ParsedKey key : read(data, KeyImport.ofRecipients("", ""))) {
      try {
        PGPPublicKeyRing ring = certificate(key.publicPart()).getPGPPublicKeyRing();
        keys.add(key.with(OwnRevocations.alone(ring).getEncoded()));
      } catch (IOException | RuntimeException e) {
        throw new KeyImportException("not a readable OpenPGP key");
      }
    }
    return keys;
  }

  /** Reads back what {@link #read} kept as the public part. */
  static OpenPGPCertificate certificate(byte[] publicPart) throws KeyImportException {
    return parse(publicPart).getFirst();
  }

  /** Reads back what {@link #read} kept as the private part. */
  static PGPSecretKeyRing secretRing(byte[] privatePart) throws KeyImportException {
    try {
      return new PGPSecretKeyRing(privatePart, new BcKeyFingerprintCalculator());
    } catch (IOException | PGPException e) {
      throw new KeyImportException("not an OpenPGP secret key");
    }
  }

  /** The private half of an unlocked key; empty where it is a stub without one. */
  static Optional<PGPPrivateKey> privateKey(PGPSecretKey key) {
    try {
      return Optional.ofNullable(key.extractPrivateKey(noPassphrase()));
    } catch (PGPException e) {
      throw new IllegalStateException("a key of ours was unlocked when it was imported", e);
    }
  }

  /** Two copies of one certificate with the signatures, names and subkeys of both. */
  static byte[] joined(byte[] known, byte[] added) throws KeyImportException {
    try {
      return bounded(OpenPGPCertificate.join(certificate(known), certificate(added)));
    } catch (IOException | PGPException | RuntimeException e) {
      throw new KeyImportException("does not fit the copy of this key in the directory");
    }
  }

  /**
   * Whether a copy tells of any revocation: of the key, a subkey or a name (RFC 9580 5.2.1). One
   * that cannot be read may.
   */
  static boolean tellsOfRevocation(byte[] publicPart) {
    try {
      List<PGPSignature> signatures = new ArrayList<>();
      for (PGPPublicKey key : certificate(publicPart).getPGPPublicKeyRing()) {
        key.getSignatures().forEachRemaining(signatures::add);
      }
      return signatures.stream().anyMatch(s -> REVOCATIONS.contains(s.getSignatureType()));
    } catch (KeyImportException e) {
      return true;
    }
  }

  /** Anybody can add to a copy of somebody's key, and each copy is merged with the last. */
  private static byte[] bounded(OpenPGPCertificate certificate)
      throws KeyImportException, IOException {
    byte[] encoded = certificate.getPGPPublicKeyRing().getEncoded();
    if (encoded.length > LARGEST
        || certificate.getAllUserIds().size() > MOST_USER_IDS
        || certificate.getKeys().size() > MOST_COMPONENTS) {
      throw new KeyImportException(
          "an OpenPGP key of more than 512 KiB, 100 user IDs or 64 keys, with what is known of it");
    }
    return encoded;
  }

  private static List<OpenPGPCertificate> parse(byte[] data) throws KeyImportException {
    try {
      List<OpenPGPCertificate> found = new OpenPGPKeyReader().parseKeysOrCertificates(data);
      if (found.isEmpty()) {
        throw new KeyImportException("no OpenPGP key inside");
      }
      return found;
    } catch (IOException | RuntimeException e) {
      // The parser answers odd packets with runtime exceptions of many kinds.
      throw new KeyImportException("not a readable OpenPGP key");
    }
  }

  private static ParsedKey parsed(OpenPGPCertificate certificate, Optional<byte[]> secret)
      throws KeyImportException {
    try {
      byte[] publicPart = bounded(certificate);
      List<String> addresses =
          certificate.getAllUserIds().stream()
              .flatMap(id -> MailName.ofUserId(id.getUserId()).stream())
              .distinct()
              .toList();
      return new ParsedKey(
          KeyKind.OPENPGP, OpenPgpGate.fingerprint(certificate), addresses, publicPart, secret);
    } catch (IOException e) {
      throw new KeyImportException("not a readable OpenPGP key");
    }
  }

  private static byte[] unlocked(PGPSecretKeyRing ring, Optional<String> password)
      throws KeyImportException {
    try {
      PBESecretKeyDecryptor decryptor =
          new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider())
              .build(password.orElse("").toCharArray());
      PGPSecretKeyRing open = PGPSecretKeyRing.copyWithNewPassword(ring, decryptor, null);
      return open.getEncoded();
    } catch (PGPException | IOException | RuntimeException e) {
      throw new KeyImportException("the OpenPGP secret key does not open with this password");
    }
  }

  private static PBESecretKeyDecryptor noPassphrase() throws PGPException {
    return new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider())
        .build(new char[0]);
  }
}
