package io.postern.core.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** How a key signs. Both hash with SHA-256. */
public enum DkimAlgorithm {
  /** RFC 8301 3.2: 2048 bits; longer ones do not fit into what all receivers verify. */
  RSA("RSA", "SHA256withRSA"),
  /** RFC 8463. Receivers that do not know it skip the signature. */
  ED25519("Ed25519", "Ed25519");

  private static final int RSA_BITS = 2048;

  /** Of a public key: 32 octets, behind its SubjectPublicKeyInfo header (RFC 8410 4). */
  private static final int ED25519_LENGTH = 32;

  private final String keys;
  private final String signatures;

  DkimAlgorithm(String keys, String signatures) {
    this.keys = keys;
    this.signatures = signatures;
  }

  /** The tag k= of a key's record. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The tag a= of a signature. */
  public String tag() {
    return label() + "-sha256";
  }

  static DkimAlgorithm of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
      if (this == RSA) {
        generator.initialize(RSA_BITS);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** The tag p= of a key's record: RFC 6376 3.6.1 for RSA, RFC 8463 4.2 for Ed25519. */
  String publicText(PublicKey key) {
    byte[] info = key.getEncoded();
    byte[] published =
        switch (this) {
          case RSA -> info;
          case ED25519 -> Arrays.copyOfRange(info, info.length - ED25519_LENGTH, info.length);
        };
    return Base64.getEncoder().encodeToString(published);
  }

  PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance(keys).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /** Signs what a signature covers; RFC 8463 3 has Ed25519 sign its hash. */
  byte[] sign(PrivateKey key, byte[] covered) {
    try {
      Signature signature = Signature.getInstance(signatures);
      signature.initSign(key);
      signature.update(
          switch (this) {
            case RSA -> covered;
            case ED25519 -> MessageDigest.getInstance("SHA-256").digest(covered);
          });
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("this Java cannot sign with " + this, e);
  }
}
