package io.postern.core.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as Argon2id hash in PHC string form: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash},
 * salt and hash in base64 without padding. Immutable. Hashing takes the memory it is told to take,
 * so whoever verifies bounds how many do so at once.
 *
 * <p>Standards: RFC 9106 (Argon2id, version 0x13).
 */
public final class PasswordHash {
  /** OWASP's recommendation: 19 MiB, two passes, one lane. */
  private static final int MEMORY_KIB = 19 * 1024;

  private static final int PASSES = 2;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** Most memory a hash from the configuration may ask for. */
  private static final int MAXIMUM_MEMORY_KIB = 1 << 20;

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int memoryKib;
  private final int passes;
  private final int lanes;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
    this.memoryKib = memoryKib;
    this.passes = passes;
    this.lanes = lanes;
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a password with a fresh salt. */
  public static PasswordHash create(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    byte[] hash = compute(password, MEMORY_KIB, PASSES, 1, salt, HASH_BYTES);
    return new PasswordHash(MEMORY_KIB, PASSES, 1, salt, hash);
  }

  /**
   * Reads the PHC form.
   *
   * @throws IllegalArgumentException where it is something else, or asks for more than 1 GiB; the
   *     text is not repeated
   */
  public static PasswordHash parse(String phc) {
    Matcher m = FORM.matcher(phc);
    if (!m.matches()) {
      throw new IllegalArgumentException("not an Argon2id hash in PHC form ($argon2id$v=19$...)");
    }
    int memory = Integer.parseInt(m.group(1));
    int passes = Integer.parseInt(m.group(2));
    int lanes = Integer.parseInt(m.group(3));
    if (passes < 1 || lanes < 1 || memory < 8 * lanes || memory > MAXIMUM_MEMORY_KIB) {
      throw new IllegalArgumentException("Argon2 parameters out of range (RFC 9106 3.1)");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new PasswordHash(
        memory, passes, lanes, base64.decode(m.group(4)), base64.decode(m.group(5)));
  }

  /** True for the right password; takes the same time for a wrong one. */
  public boolean matches(String password) {
    byte[] candidate = compute(password, memoryKib, passes, lanes, salt, hash.length);
    return MessageDigest.isEqual(hash, candidate);
  }

  /** The PHC form, for the configuration. */
  public String toPhc() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memoryKib, passes, lanes, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  @Override
  public String toString() {
    return "***";
  }

  private static byte[] compute(
      String password, int memoryKib, int passes, int lanes, byte[] salt, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] out = new byte[length];
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    try {
      generator.generateBytes(secret, out);
      return out;
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
