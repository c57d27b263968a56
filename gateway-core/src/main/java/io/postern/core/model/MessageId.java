package io.postern.core.model;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * The gateway's own name for one accepted message: 26 characters of Crockford base 32, the first
 * ten of which are the time in milliseconds, so ids sort by age. It follows the message through
 * every log line, audit event, Received header and DSN, and says nothing about its content.
 */
public record MessageId(String value) implements Comparable<MessageId> {
  private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final Pattern FORM = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");
  private static final SecureRandom RANDOM = new SecureRandom();

  public MessageId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a message id: 26 characters of base 32 expected");
    }
  }

  /** A new id for the given time in milliseconds since the epoch; 80 random bits make it unique. */
  public static MessageId create(long epochMillis) {
    char[] text = new char[26];
    for (int i = 9; i >= 0; i--) {
      text[i] = ALPHABET[(int) (epochMillis & 31)];
      epochMillis >>>= 5;
    }
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    for (int i = 0; i < 16; i++) {
      text[10 + i] = ALPHABET[random[i] & 31];
    }
    return new MessageId(new String(text));
  }

  @Override
  public int compareTo(MessageId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
