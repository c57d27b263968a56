package io.postern.inbound.syntax;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.Mailbox;
import io.postern.inbound.strict.Tolerances;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The argument of MAIL or RCPT: a path in angle brackets and what follows it.
 *
 * @param mailbox empty for {@code <>}
 * @param parameters the text after the path, without the space between
 */
public record Path(Optional<Mailbox> mailbox, String parameters) {
  private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";

  /** RFC 5321 4.5.3.1.1 to 4.5.3.1.3, in octets. */
  private static final int LOCAL_PART = 64;

  private static final int PATH = 256;

  /**
   * Reads {@code FROM:<path> parameters}.
   *
   * @param keyword {@code FROM:} or {@code TO:}
   * @param tolerances asked where it is written in another way
   * @throws SyntaxException 501 for the form, 553 for the address
   */
  public static Path parse(String argument, String keyword, Tolerances tolerances)
      throws SyntaxException {
    String start = withoutSpaces(argument, tolerances);
    if (!start.regionMatches(true, 0, keyword, 0, keyword.length())) {
      throw new SyntaxException(501, "5.5.4", "Syntax: " + keyword + "<address>");
    }
    String rest = withoutSpaces(start.substring(keyword.length()), tolerances);
    if (!rest.startsWith("<") && tolerances.use(Tolerance.MISSING_BRACKETS)) {
      int space = rest.indexOf(' ');
      int end = space < 0 ? rest.length() : space;
      return of(rest.substring(0, end), rest.substring(end), tolerances);
    }
    int end = endOfPath(rest);
    String path = rest.substring(1, end - 1);
    return path.isEmpty()
        ? new Path(Optional.empty(), parameters(rest.substring(end), tolerances))
        : of(path, rest.substring(end), tolerances);
  }

  private static Path of(String path, String after, Tolerances tolerances) throws SyntaxException {
    return new Path(Optional.of(mailbox(path, tolerances)), parameters(after, tolerances));
  }

  private static String parameters(String after, Tolerances tolerances) throws SyntaxException {
    if (!after.isEmpty() && !after.startsWith(" ")) {
      throw new SyntaxException(501, "5.5.4", "Space expected after the address");
    }
    if (after.contains("  ") && !tolerances.use(Tolerance.EXTRA_SPACES)) {
      throw tooManySpaces();
    }
    return after.strip();
  }

  private static String withoutSpaces(String text, Tolerances tolerances) throws SyntaxException {
    if (text.startsWith(" ") && !tolerances.use(Tolerance.EXTRA_SPACES)) {
      throw tooManySpaces();
    }
    return text.stripLeading();
  }

  private static SyntaxException tooManySpaces() {
    return new SyntaxException(501, "5.5.4", "One space between words, none behind the colon");
  }

  /** Where the closing bracket ends; a bracket inside a quoted local part does not count. */
  private static int endOfPath(String text) throws SyntaxException {
    if (text.startsWith("<")) {
      boolean quoted = false;
      for (int i = 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quoted && c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (c == '>' && !quoted) {
          return i + 1;
        }
      }
    }
    throw new SyntaxException(501, "5.5.4", "Address in angle brackets expected");
  }

  private static Mailbox mailbox(String path, Tolerances tolerances) throws SyntaxException {
    String address = withoutRoute(path);
    int at = address.lastIndexOf('@');
    if (at <= 0 || octets(path) > PATH - 2) {
      throw bad();
    }
    String local = address.substring(0, at);
    String domain = address.substring(at + 1);
    if (!isLocalPart(local, tolerances) || !Domains.isDomain(domain)) {
      throw bad();
    }
    return new Mailbox(local, domain);
  }

  /** A source route is read and not followed (RFC 5321 4.1.1.3, appendix C). */
  private static String withoutRoute(String path) throws SyntaxException {
    if (!path.startsWith("@")) {
      return path;
    }
    int colon = path.indexOf(':');
    if (colon < 0) {
      throw bad();
    }
    for (String hop : path.substring(0, colon).split(",", -1)) {
      if (!hop.startsWith("@") || !Domains.isDomain(hop.substring(1))) {
        throw bad();
      }
    }
    return path.substring(colon + 1);
  }

  private static boolean isLocalPart(String text, Tolerances tolerances) {
    boolean form =
        text.startsWith("\"")
            ? isQuoted(text)
            : isAtoms(text)
                && (hasAtomsBetweenDots(text) || tolerances.use(Tolerance.DOTS_IN_LOCAL_PART));
    return form && (octets(text) <= LOCAL_PART || tolerances.use(Tolerance.LONG_LOCAL_PART));
  }

  private static boolean isAtoms(String text) {
    return text.chars().allMatch(c -> c == '.' || isAtext((char) c));
  }

  private static boolean hasAtomsBetweenDots(String text) {
    return !text.startsWith(".") && !text.endsWith(".") && !text.contains("..");
  }

  private static boolean isAtext(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ATEXT.indexOf(c) >= 0
        || isUtf8NonAscii(c);
  }

  /** RFC 6531 3.3, without the C1 controls, which RFC 5198 keeps out of text. */
  private static boolean isUtf8NonAscii(char c) {
    return c >= 0xA0;
  }

  private static boolean isQuoted(String text) {
    int last = text.length() - 1;
    if (last < 1 || text.charAt(last) != '"') {
      return false;
    }
    for (int i = 1; i < last; i++) {
      char c = text.charAt(i);
      boolean escape = c == '\\' && i + 1 < last;
      if (escape) {
        i++;
        c = text.charAt(i);
      }
      boolean printable = (c >= ' ' && c < 127) || isUtf8NonAscii(c);
      if (!printable || (!escape && (c == '"' || c == '\\'))) {
        return false;
      }
    }
    return true;
  }

  private static int octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static SyntaxException bad() {
    return new SyntaxException(553, "5.1.3", "Address not valid (RFC 5321 4.1.2)");
  }
}
