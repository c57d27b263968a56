package io.postern.web.portal;

import io.postern.core.model.MessageId;
import io.postern.core.seal.RootKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The portal's secrets, all derived from the root key, so that the store needs to hold nothing but
 * hashes and the same link can be made again. Safe for use by many threads.
 */
public final class PortalKeys {
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final String HMAC = "HmacSHA256";

  private final SecretKey locators;
  private final SecretKey references;
  private final SecretKey codes;
  private final SecretKey forms;

  /** With another root all links of before lead nowhere. */
  public PortalKeys(RootKey root) {
    locators = root.derive("portal locator", HMAC);
    references = root.derive("portal reference", HMAC);
    codes = root.derive("portal code", HMAC);
    forms = root.derive("portal form", HMAC);
  }

  /** The locator of an item: 43 characters of base64url holding 256 bits. */
  String locator(MessageId message, String recipient) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(mac(locators, message.value(), recipient));
  }

  /** The public name of an item, 50 bits as in {@code K7QD2-M9XPA}. */
  String reference(MessageId message, String recipient) {
    String all = crockford(mac(references, message.value(), recipient), 10);
    return all.substring(0, 5) + "-" + all.substring(5);
  }

  /** What is stored of a code; without the key it cannot be guessed from the store. */
  String codeHash(String challengeId, String locatorHash, String browserHash, String code) {
    return HexFormat.of().formatHex(mac(codes, challengeId, locatorHash, browserHash, code));
  }

  /** The token that a form must send back: bound to the browser and to one place. */
  String formToken(String browser, String place) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(forms, browser, place));
  }

  /** SHA-256 in hex. */
  static String hash(String secret) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Compares without telling by its time where they differ. */
  static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /** The first {@code length} characters of the bytes in Crockford's base 32. */
  static String crockford(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(CROCKFORD.charAt(bytes[i] & 31));
    }
    return text.toString();
  }

  private static byte[] mac(SecretKey key, String... fields) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      for (String field : fields) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        // the length in front keeps ("ab", "c") and ("a", "bc") apart
        mac.update(new byte[] {(byte) (bytes.length >> 8), (byte) bytes.length});
        mac.update(bytes);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
