package io.postern.packaging.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A password for an account: never an argument, which every process on the machine could read.
 *
 * @param text twelve printable ASCII characters at least, because beyond ASCII clients disagree
 *     about the octets (RFC 4013)
 */
record NewPassword(String text) {
  private static final Pattern FORM = Pattern.compile("[!-~]([ -~]{10,253})[!-~]");

  /** Without those that look like others. */
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  /** 32 of 56 characters are 185 bits. */
  private static final int LENGTH = 32;

  NewPassword {
    if (!FORM.matcher(text).matches()) {
      throw new Refused(
          "a password has 12 to 255 printable ASCII characters and no blank at its ends");
    }
  }

  /** A random one. */
  static NewPassword generate() {
    SecureRandom random = new SecureRandom();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new NewPassword(text.toString());
  }

  /** Asks at the terminal, unseen and twice; without one reads the first line of the input. */
  static NewPassword read() throws IOException {
    // There is none where the input is not a terminal.
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    return terminal.isPresent() ? ask(terminal.get()) : firstLine();
  }

  private static NewPassword firstLine() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null) {
      throw new Refused("no password on standard input (or use --generate)");
    }
    return new NewPassword(line);
  }

  private static NewPassword ask(Console console) {
    char[] once = console.readPassword("Password: ");
    char[] again = console.readPassword("Again: ");
    if (once == null || !Arrays.equals(once, again)) {
      throw new Refused("the two are not the same");
    }
    return new NewPassword(new String(once));
  }

  @Override
  public String toString() {
    return "***";
  }
}
