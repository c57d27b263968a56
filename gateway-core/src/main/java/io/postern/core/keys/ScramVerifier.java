package io.postern.core.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.KeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server keeps of a password for SCRAM-SHA-256, written {@code
 * SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>} with base64, as PostgreSQL does.
 * Whoever has it cannot log in with it, but can guess at the password and pretend to be the server.
 * Immutable; the arrays it gives are copies.
 *
 * <p>Standards: RFC 5802 3 (the keys), RFC 7677 (SHA-256, 4096 iterations at least).
 */
public final class ScramVerifier {
  /** RFC 7677 4. */
  public static final int MINIMUM_ITERATIONS = 4096;

  /** More would let a configuration stall every client. */
  private static final int MAXIMUM_ITERATIONS = 9_999_999;

  /** The client pays for them at each login: some 50 ms. */
  private static final int ITERATIONS = 100_000;

  private static final int SALT_BYTES = 16;
  private static final int KEY_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "SCRAM-SHA-256\\$([0-9]{1,7}):([A-Za-z0-9+/=]{16,128})"
              + "\\$([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{43}=)");
  private static final Pattern PRINTABLE_ASCII = Pattern.compile("[ -~]+");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt;
    this.storedKey = storedKey;
    this.serverKey = serverKey;
  }

  /**
   * Derives one with a fresh salt.
   *
   * @throws IllegalArgumentException where the password is empty or holds anything but printable
   *     ASCII, on which SASLprep (RFC 4013) changes nothing: beyond it clients disagree
   */
  public static ScramVerifier create(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return create(password, salt, ITERATIONS);
  }

  static ScramVerifier create(String password, byte[] salt, int iterations) {
    if (!PRINTABLE_ASCII.matcher(password).matches()) {
      throw new IllegalArgumentException("a password for SCRAM is printable ASCII");
    }
    byte[] salted = saltedPassword(password, salt, iterations);
    byte[] stored = sha256(hmac(salted, "Client Key".getBytes(US_ASCII)));
    byte[] server = hmac(salted, "Server Key".getBytes(US_ASCII));
    return new ScramVerifier(iterations, salt.clone(), stored, server);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException where it is something else or has fewer than 4096 iterations;
   *     the text is not repeated
   */
  public static ScramVerifier parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not a verifier of the form SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>");
    }
    int iterations = Integer.parseInt(m.group(1));
    if (iterations < MINIMUM_ITERATIONS || iterations > MAXIMUM_ITERATIONS) {
      throw new IllegalArgumentException(
          "a SCRAM verifier has 4096 to " + MAXIMUM_ITERATIONS + " iterations (RFC 7677 4)");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new ScramVerifier(
        iterations,
        base64.decode(m.group(2)),
        base64.decode(m.group(3)),
        base64.decode(m.group(4)));
  }

  /**
   * One that looks like this and belongs to nobody: same iterations and length of salt. The same
   * seed gives the same one.
   *
   * @param seed secret, 32 bytes, another for each name that is asked for
   */
  public ScramVerifier decoy(byte[] seed) {
    byte[] other = new byte[salt.length];
    byte[] block = sha256(seed);
    for (int i = 0; i < other.length; i++) {
      block = i > 0 && i % block.length == 0 ? sha256(block) : block;
      other[i] = block[i % block.length];
    }
    return new ScramVerifier(iterations, other, hmac(seed, storedKey), hmac(seed, serverKey));
  }

  public int iterations() {
    return iterations;
  }

  public byte[] salt() {
    return salt.clone();
  }

  /**
   * True where the proof was made with the password for these messages; takes the same time where
   * it was not.
   *
   * @param authMessage both sides' messages so far (RFC 5802 3)
   */
  public boolean proves(byte[] proof, byte[] authMessage) {
    if (proof.length != KEY_BYTES) {
      return false;
    }
    byte[] clientKey = hmac(storedKey, authMessage);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= proof[i];
    }
    return MessageDigest.isEqual(sha256(clientKey), storedKey);
  }

  /** Proves to the client that this side has the verifier. */
  public byte[] serverSignature(byte[] authMessage) {
    return hmac(serverKey, authMessage);
  }

  /** The text form, for the configuration. */
  public String toText() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "SCRAM-SHA-256$%d:%s$%s:%s"
        .formatted(
            iterations,
            base64.encodeToString(salt),
            base64.encodeToString(storedKey),
            base64.encodeToString(serverKey));
  }

  @Override
  public String toString() {
    return "***";
  }

  /** Hi() of RFC 5802 2.2 is PBKDF2 with an output as long as one hash. */
  private static byte[] saltedPassword(String password, byte[] salt, int iterations) {
    KeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BYTES * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
