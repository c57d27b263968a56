package io.postern.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain, leaf first, and the leaf's private key (EC or RSA).
 *
 * <p>Standards: RFC 7468 (PEM), RFC 5958 (PKCS#8).
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /**
   * @throws IllegalArgumentException where the key is not the leaf's
   */
  public TlsIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty() || !belongsTo(key, chain.getFirst())) {
      throw new IllegalArgumentException("the private key does not belong to the certificate");
    }
  }

  /**
   * Reads PEM files.
   *
   * @throws GeneralSecurityException naming the file, where its content cannot be used
   * @throws IllegalArgumentException where the key is not the leaf's
   */
  public static TlsIdentity read(Path chain, Path key)
      throws IOException, GeneralSecurityException {
    return new TlsIdentity(readChain(chain), readKey(key));
  }

  private static List<X509Certificate> readChain(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException("no certificate chain in PEM: " + file, e);
    }
  }

  private static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
    Matcher m = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!m.find()) {
      throw new InvalidKeyException(
          "no BEGIN PRIVATE KEY (PKCS#8, unencrypted; see openssl pkcs8 -topk8 -nocrypt): " + file);
    }
    byte[] der = Base64.getMimeDecoder().decode(m.group(1));
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // Not of this kind: try the next.
      }
    }
    throw new InvalidKeyException("neither an EC nor an RSA private key: " + file);
  }

  private static boolean belongsTo(PrivateKey key, X509Certificate leaf) {
    try {
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(leaf.getPublicKey());
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot sign for the certificate", e);
    }
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
