package io.postern.core.wire;

import io.postern.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain, leaf first, and the leaf's private key (EC, RSA, RSASSA-PSS or Ed25519).
 *
 * <p>Standards: RFC 7468 (PEM), RFC 5958 (PKCS#8), RFC 7292 (PKCS#12).
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

  /**
   * Reads a PKCS#12 file with one private key.
   *
   * @throws GeneralSecurityException naming the file, where its content cannot be used
   * @throws IllegalArgumentException where the key is not the leaf's
   */
  public static TlsIdentity read(Path pkcs12, Secret password)
      throws IOException, GeneralSecurityException {
    char[] secret = password.reveal().toCharArray();
    try (InputStream in = Files.newInputStream(pkcs12)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, secret);
      List<String> keys = keys(store);
      if (keys.size() != 1) {
        throw new InvalidKeyException("one private key is needed, not " + keys.size());
      }
      return new TlsIdentity(
          Arrays.stream(store.getCertificateChain(keys.getFirst()))
              .map(X509Certificate.class::cast)
              .toList(),
          (PrivateKey) store.getKey(keys.getFirst(), secret));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | GeneralSecurityException e) {
      throw new GeneralSecurityException(
          "no chain and key in PKCS#12, or another password: " + pkcs12 + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static List<String> keys(KeyStore store) throws KeyStoreException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    return keys;
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
    for (String algorithm : List.of("EC", "RSA", "RSASSA-PSS", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // Not of this kind: try the next.
      }
    }
    throw new InvalidKeyException("no private key of a known kind (EC, RSA, Ed25519): " + file);
  }

  private static boolean belongsTo(PrivateKey key, X509Certificate leaf) {
    try {
      Signature signature = signature(key);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(leaf.getPublicKey());
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot sign for the certificate", e);
    }
  }

  private static Signature signature(PrivateKey key) throws GeneralSecurityException {
    return switch (key.getAlgorithm()) {
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "EdDSA" -> Signature.getInstance("EdDSA");
      case "RSASSA-PSS" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        yield pss;
      }
      default -> Signature.getInstance("SHA256withRSA");
    };
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
