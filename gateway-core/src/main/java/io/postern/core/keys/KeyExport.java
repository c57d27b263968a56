package io.postern.core.keys;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * Keys as other programs read them.
 *
 * <p>Standards: RFC 7468 (PEM), RFC 7292 (PKCS#12) with RFC 8018 PBES2, RFC 9580 3.7.1.3 and 6.2
 * (iterated S2K, armor).
 */
final class KeyExport {
  /** Of PBKDF2 with HMAC-SHA-256, as OWASP advises; a third of a second. */
  private static final int ITERATIONS = 600_000;

  /** The most that RFC 9580 3.7.1.3 can say: 65,011,712 octets are hashed. */
  private static final int S2K_COUNT = 0xff;

  private static final int PEM_LINE = 64;

  private KeyExport() {}

  /** The public part: certificates in PEM, leaf first, or an armored OpenPGP certificate. */
  static byte[] publicPart(StoredKey key) {
    try {
      return switch (key) {
        case StoredKey.Smime smime -> pem(smime.certificate());
        case StoredKey.OpenPgp openPgp ->
            armored(openPgp.certificate().getPGPPublicKeyRing()::encode);
      };
    } catch (IOException | CertificateEncodingException e) {
      throw new IllegalStateException("a parsed key can be written", e);
    }
  }

  /**
   * Both halves, locked: PKCS#12, or an armored OpenPGP secret key; empty without a private one.
   */
  static Optional<byte[]> privatePart(StoredKey key, TwoPassphrases locks) {
    try {
      return switch (key) {
        case StoredKey.Smime(SmimeCertificate certificate, Optional<PrivateKey> half, boolean _) ->
            half.isEmpty()
                ? Optional.empty()
                : Optional.of(pkcs12(certificate, half.get(), locks.together()));
        case StoredKey.OpenPgp(var _, Optional<PGPSecretKeyRing> ring) ->
            ring.isEmpty() ? Optional.empty() : Optional.of(armored(ring.get(), locks.together()));
      };
    } catch (IOException | PGPException | PKCSException | OperatorCreationException e) {
      throw new IllegalStateException("the key cannot be locked for export", e);
    }
  }

  private static byte[] pem(SmimeCertificate certificate) throws CertificateEncodingException {
    Base64.Encoder lines = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'});
    List<X509Certificate> all = new ArrayList<>(List.of(certificate.leaf()));
    all.addAll(certificate.chain());
    StringBuilder text = new StringBuilder();
    for (X509Certificate each : all) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(lines.encodeToString(each.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] pkcs12(SmimeCertificate certificate, PrivateKey key, char[] password)
      throws IOException, OperatorCreationException, PKCSException {
    DEROctetString pair =
        new DEROctetString(certificate.fingerprint().getBytes(StandardCharsets.US_ASCII));
    List<PKCS12SafeBag> certificates = new ArrayList<>();
    certificates.add(named(new JcaPKCS12SafeBagBuilder(certificate.leaf()), pair));
    for (X509Certificate authority : certificate.chain()) {
      certificates.add(new JcaPKCS12SafeBagBuilder(authority).build());
    }
    return new PKCS12PfxPduBuilder()
        .addEncryptedData(lock(password), certificates.toArray(PKCS12SafeBag[]::new))
        .addData(named(new JcaPKCS12SafeBagBuilder(key, lock(password)), pair))
        .build(
            new JcePKCS12MacCalculatorBuilder(NISTObjectIdentifiers.id_sha256)
                .setProvider(new BouncyCastleProvider())
                .setIterationCount(ITERATIONS),
            password)
        .getEncoded();
  }

  private static PKCS12SafeBag named(PKCS12SafeBagBuilder bag, DEROctetString pair) {
    return bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, pair).build();
  }

  private static OutputEncryptor lock(char[] password) throws OperatorCreationException {
    return new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
        .setProvider(new BouncyCastleProvider())
        .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
        .setIterationCount(ITERATIONS)
        .build(password);
  }

  private static byte[] armored(PGPSecretKeyRing ring, char[] password)
      throws IOException, PGPException {
    BcPGPDigestCalculatorProvider digests = new BcPGPDigestCalculatorProvider();
    PGPSecretKeyRing locked =
        PGPSecretKeyRing.copyWithNewPassword(
            ring,
            new BcPBESecretKeyDecryptorBuilder(digests).build(new char[0]),
            new BcPBESecretKeyEncryptorBuilder(
                    SymmetricKeyAlgorithmTags.AES_256,
                    digests.get(HashAlgorithmTags.SHA256),
                    S2K_COUNT)
                .build(password));
    return armored(locked::encode);
  }

  @FunctionalInterface
  private interface Packets {
    void encode(OutputStream out) throws IOException;
  }

  /** Without comments: user IDs there would be a stranger's text on an operator's terminal. */
  private static byte[] armored(Packets packets) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArmoredOutputStream armor = ArmoredOutputStream.builder().clearHeaders().build(out)) {
      packets.encode(armor);
    }
    return out.toByteArray();
  }
}
