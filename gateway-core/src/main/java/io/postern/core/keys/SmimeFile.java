package io.postern.core.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Certificates and private keys as they lie in files: PEM, DER, PKCS#7 and PKCS#12.
 *
 * <p>Standards: RFC 7468 (PEM), RFC 5652 (certificate bundles), RFC 7292 (PKCS#12), RFC 5958
 * (private keys).
 */
final class SmimeFile {
  /** Reads more PKCS#12 and PKCS#8 encryptions than the JDK does. */
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private static final int MAX_CHAIN = 8;

  /** Of what a stranger gives: each may have signed each, and to see which takes time. */
  private static final int MOST_FOUND = 32;

  private final List<X509Certificate> certificates = new ArrayList<>();
  private final List<PrivateKey> privateKeys = new ArrayList<>();

  private SmimeFile() {}

  static List<ParsedKey> read(byte[] data, KeyImport wish) throws KeyImportException {
    SmimeFile file = new SmimeFile();
    try {
      if (new String(data, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
        file.readPem(new String(data, StandardCharsets.US_ASCII), wish);
      } else {
        file.readBinary(data, wish);
      }
      return file.keys(wish.purpose());
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new KeyImportException("not a readable certificate or key file");
    }
  }

  /** Certificates and bundles of them, in binary; nothing that takes a password to read. */
  static List<ParsedKey> certificatesAlone(byte[] data) throws KeyImportException {
    SmimeFile file = new SmimeFile();
    try {
      parseCertificates(data).stream().limit(MOST_FOUND).forEach(file.certificates::add);
      return file.keys(KeyPurpose.ENCRYPT);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new KeyImportException("not a readable certificate");
    }
  }

  /** Reads back what {@link #read} kept as the public part. */
  static SmimeCertificate certificate(byte[] publicPart) throws KeyImportException {
    try {
      List<X509Certificate> all = parseCertificates(publicPart);
      return new SmimeCertificate(all.getFirst(), all.subList(1, all.size()));
    } catch (CertificateException | RuntimeException e) {
      throw new KeyImportException("not a readable certificate");
    }
  }

  /** One copy with the authorities that came with either; those known before come first. */
  static byte[] joined(byte[] known, byte[] added) throws KeyImportException {
    SmimeCertificate before = certificate(known);
    List<X509Certificate> chain =
        Stream.concat(before.chain().stream(), certificate(added).chain().stream())
            .distinct()
            .toList();
    refuseLong(chain);
    try {
      return der(new SmimeCertificate(before.leaf(), chain));
    } catch (CertificateEncodingException e) {
      throw new KeyImportException("not a readable certificate");
    }
  }

  /** Reads back what {@link #read} kept as the private part. */
  static PrivateKey privateKey(byte[] pkcs8, PublicKey counterpart) throws KeyImportException {
    try {
      return KeyFactory.getInstance(counterpart.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new KeyImportException("not a readable private key");
    }
  }

  /** Who made a locked file chose how long it takes to open: a stranger's is not tried. */
  private void readBinary(byte[] data, KeyImport wish)
      throws GeneralSecurityException, IOException {
    try {
      certificates.addAll(parseCertificates(data));
    } catch (CertificateException notCertificates) {
      if (wish.origin() != KeyOrigin.IMPORT) {
        throw notCertificates;
      }
      readPkcs12(data, wish.password());
    }
  }

  private void readPkcs12(byte[] data, Optional<String> password)
      throws GeneralSecurityException, IOException {
    char[] secret = password.orElse("").toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12", BOUNCY_CASTLE);
    store.load(new ByteArrayInputStream(data), secret);
    for (String alias : Collections.list(store.aliases())) {
      Certificate[] chain = store.getCertificateChain(alias);
      add(chain == null ? new Certificate[] {store.getCertificate(alias)} : chain);
      if (store.isKeyEntry(alias) && store.getKey(alias, secret) instanceof PrivateKey key) {
        privateKeys.add(fromPkcs8(PrivateKeyInfo.getInstance(key.getEncoded())));
      }
    }
  }

  private void add(Certificate[] chain) throws CertificateException {
    for (Certificate certificate : chain) {
      for (X509Certificate x509 : parseCertificates(certificate.getEncoded())) {
        if (!certificates.contains(x509)) {
          certificates.add(x509);
        }
      }
    }
  }

  private void readPem(String text, KeyImport wish)
      throws IOException, GeneralSecurityException, KeyImportException {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      Object part;
      while ((part = parser.readObject()) != null) {
        addPem(part, wish);
      }
    }
  }

  private void addPem(Object part, KeyImport wish)
      throws IOException, GeneralSecurityException, KeyImportException {
    switch (part) {
      case X509CertificateHolder holder ->
          certificates.addAll(parseCertificates(holder.getEncoded()));
      case ContentInfo bundle -> certificates.addAll(parseCertificates(bundle.getEncoded()));
      case PrivateKeyInfo key -> privateKeys.add(fromPkcs8(key));
      case PEMKeyPair pair -> privateKeys.add(fromPkcs8(pair.getPrivateKeyInfo()));
      case PKCS8EncryptedPrivateKeyInfo locked when wish.purpose().isOurs() ->
          privateKeys.add(unlock(locked, wish.password()));
      default -> {
        // Other blocks, as in EC PARAMETERS, say nothing that is needed.
      }
    }
  }

  private static PrivateKey unlock(PKCS8EncryptedPrivateKeyInfo locked, Optional<String> password)
      throws IOException, GeneralSecurityException, KeyImportException {
    try {
      char[] secret = password.orElse("").toCharArray();
      return fromPkcs8(
          locked.decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(BOUNCY_CASTLE)
                  .build(secret)));
    } catch (OperatorCreationException | PKCSException e) {
      throw new KeyImportException("the private key does not open with this password");
    }
  }

  private static PrivateKey fromPkcs8(PrivateKeyInfo info)
      throws IOException, GeneralSecurityException {
    String algorithm =
        switch (info.getPrivateKeyAlgorithm().getAlgorithm().getId()) {
          case "1.2.840.113549.1.1.1" -> "RSA";
          case "1.2.840.10045.2.1" -> "EC";
          default -> throw new GeneralSecurityException("neither RSA nor EC");
        };
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  private static List<X509Certificate> parseCertificates(byte[] data) throws CertificateException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(data));
    List<X509Certificate> certificates =
        found.stream().map(certificate -> (X509Certificate) certificate).toList();
    if (certificates.isEmpty()) {
      throw new CertificateException("no certificate inside");
    }
    return certificates;
  }

  private List<ParsedKey> keys(KeyPurpose purpose)
      throws GeneralSecurityException, IOException, KeyImportException {
    List<ParsedKey> keys = new ArrayList<>();
    for (X509Certificate certificate : certificates) {
      Optional<PrivateKey> held = privateKeyOf(certificate);
      boolean wanted =
          switch (purpose) {
            case ENCRYPT -> certificate.getBasicConstraints() < 0;
            case SIGN, DECRYPT -> held.isPresent();
            case AUTHORITY -> certificate.getBasicConstraints() >= 0;
          };
      if (wanted) {
        Optional<byte[]> secret =
            purpose.isOurs() ? held.map(PrivateKey::getEncoded) : Optional.empty();
        keys.add(parsed(new SmimeCertificate(certificate, chainOf(certificate)), secret));
      }
    }
    return keys;
  }

  private static ParsedKey parsed(SmimeCertificate certificate, Optional<byte[]> secret)
      throws GeneralSecurityException {
    return new ParsedKey(
        KeyKind.SMIME,
        certificate.fingerprint(),
        certificate.mailNames(),
        der(certificate),
        secret);
  }

  private static byte[] der(SmimeCertificate certificate) throws CertificateEncodingException {
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.writeBytes(certificate.leaf().getEncoded());
    for (X509Certificate authority : certificate.chain()) {
      der.writeBytes(authority.getEncoded());
    }
    return der.toByteArray();
  }

  private static void refuseLong(List<X509Certificate> chain) throws KeyImportException {
    if (chain.size() > MAX_CHAIN) {
      throw new KeyImportException(
          "more than " + MAX_CHAIN + " certificates of authorities above one certificate");
    }
  }

  private List<X509Certificate> chainOf(X509Certificate leaf) throws KeyImportException {
    List<X509Certificate> chain = new ArrayList<>();
    Optional<X509Certificate> issuer = issuerOf(leaf);
    while (issuer.isPresent() && !chain.contains(issuer.get())) {
      chain.add(issuer.get());
      issuer = issuerOf(issuer.get());
      refuseLong(chain);
    }
    return chain;
  }

  private Optional<X509Certificate> issuerOf(X509Certificate certificate) {
    return certificates.stream()
        .filter(other -> !other.equals(certificate))
        .filter(other -> CertificatePath.issued(other, certificate))
        .findFirst();
  }

  private Optional<PrivateKey> privateKeyOf(X509Certificate certificate) {
    return privateKeys.stream()
        .filter(key -> belongTogether(key, certificate.getPublicKey()))
        .findFirst();
  }

  /** Two halves belong together where one verifies what the other signed. */
  private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
    if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    try {
      byte[] probe = "do these halves belong together?".getBytes(StandardCharsets.US_ASCII);
      Signature signature =
          Signature.getInstance(
              "RSA".equals(key.getAlgorithm()) ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // Halves that cannot even be tried, as of different curves, do not belong together.
      return false;
    }
  }
}
