package io.postern.policy.extract;

/** Whether bytes can be a ciphertext, which looks like noise in every place. */
final class Randomness {
  private static final int WINDOW = 1024;

  /** Noise has 38 % printable bytes; over 256 bytes, 60 % is seven standard deviations away. */
  private static final double MOST_PRINTABLE = 0.60;

  private static final double MOST_ZERO = 0.10;
  private static final int SHORTEST = 256;

  private Randomness() {}

  /** False where a stretch is text or mostly zero; shorter stretches than 256 bytes say nothing. */
  static boolean plausible(byte[] bytes, int length) {
    for (int from = 0; length - from >= SHORTEST; from += WINDOW / 2) {
      if (!noise(bytes, from, Math.min(length, from + WINDOW))) {
        return false;
      }
    }
    return true;
  }

  private static boolean noise(byte[] bytes, int from, int end) {
    int printable = 0;
    int zero = 0;
    for (int i = from; i < end; i++) {
      printable += bytes[i] >= ' ' && bytes[i] < 0x7f ? 1 : 0;
      zero += bytes[i] == 0 ? 1 : 0;
    }
    int size = end - from;
    return printable <= size * MOST_PRINTABLE && zero <= size * MOST_ZERO;
  }
}
