package io.postern.packaging.upstream;

import java.security.SecureRandom;

/**
 * Random words for headers: 32 signs of an alphabet of 32, which is 160 bits. Small letters and
 * digits only, so that rules that search for words find them and people do not mistake a sign.
 */
final class Words {
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int LENGTH = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Words() {}

  static String random() {
    StringBuilder word = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      word.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return word.toString();
  }
}
