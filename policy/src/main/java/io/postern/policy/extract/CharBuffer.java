package io.postern.policy.extract;

import java.util.Arrays;

/** A growing array of characters that may be used again. For one thread. */
final class CharBuffer {
  char[] chars;
  int length;

  CharBuffer(int capacity) {
    chars = new char[capacity];
  }

  void add(char c) {
    if (length == chars.length) {
      chars = Arrays.copyOf(chars, length * 2);
    }
    chars[length++] = c;
  }

  void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      add(text.charAt(i));
    }
  }

  void addCodePoint(int codePoint) {
    if (Character.isBmpCodePoint(codePoint)) {
      add((char) codePoint);
    } else {
      add(Character.highSurrogate(codePoint));
      add(Character.lowSurrogate(codePoint));
    }
  }

  /** A line break, unless the text ends with one. */
  void breakLine() {
    if (length > 0 && chars[length - 1] != '\n') {
      add('\n');
    }
  }

  void clear() {
    length = 0;
  }
}
