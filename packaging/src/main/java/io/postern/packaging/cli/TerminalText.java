package io.postern.packaging.cli;

import io.postern.core.port.Content;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * A stranger's message on an operator's terminal: escape sequences, control characters and marks
 * that turn the direction of text are replaced, so that it can neither steer the terminal nor hide
 * what it says.
 */
final class TerminalText {
  private static final char REPLACED = '\uFFFD';

  private TerminalText() {}

  /** The same of one line, which stays one. */
  static String of(String text) {
    StringBuilder harmless = new StringBuilder();
    text.codePoints().forEach(c -> harmless.appendCodePoint(steers(c) || breaks(c) ? REPLACED : c));
    return harmless.toString();
  }

  static void print(Content content, PrintWriter out) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(content.open(), StandardCharsets.UTF_8))) {
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c != '\r') {
          out.write(harmless((char) c));
        }
      }
    }
    out.flush();
  }

  private static char harmless(char c) {
    boolean layout = c == '\n' || c == '\t';
    return steers(c) && !layout ? REPLACED : c;
  }

  private static boolean steers(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }

  private static boolean breaks(int c) {
    int type = Character.getType(c);
    return type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }
}
