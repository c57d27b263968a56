package io.postern.core.keys;

import java.util.Locale;

/**
 * What two persons chose, each unseen by the other: one alone opens nothing. An exported key opens
 * with the first followed by the second, so that any program for such files asks for both.
 */
public record TwoPassphrases(String first, String second) {
  /** Neither person shall be able to guess the other's part. */
  private static final int SHORTEST = 12;

  private static final int FEWEST = 6;

  /**
   * @throws IllegalArgumentException where one is too short or of few characters, or one can be
   *     told from the other
   */
  public TwoPassphrases {
    if (first.length() < SHORTEST || second.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "each person's passphrase needs " + SHORTEST + " characters at least");
    }
    if (first.chars().distinct().count() < FEWEST || second.chars().distinct().count() < FEWEST) {
      throw new IllegalArgumentException(
          "each person's passphrase needs " + FEWEST + " different characters at least");
    }
    String one = first.strip().toLowerCase(Locale.ROOT);
    String other = second.strip().toLowerCase(Locale.ROOT);
    if (one.contains(other) || other.contains(one)) {
      throw new IllegalArgumentException("the two persons need passphrases of their own");
    }
  }

  char[] together() {
    return (first + second).toCharArray();
  }

  @Override
  public String toString() {
    return "***";
  }
}
