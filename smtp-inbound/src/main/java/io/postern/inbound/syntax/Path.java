package io.postern.inbound.syntax;

import io.postern.core.model.Mailbox;
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
   * Reads {@code FROM:<path> parameters}. Spaces before the bracket are let through: printers and
   * old applications send them, and they can mean nothing else.
   *
   * @param keyword {@code FROM:} or {@code TO:}
   * @throws SyntaxException 501 for the form, 553 for the address
   */
  public static Path parse(String argument, String keyword) throws SyntaxException {
    if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
      throw new SyntaxException(501, "5.5.4", "Syntax: " + keyword + "<address>");
    }
    String rest = argument.substring(keyword.length()).stripLeading();
    int end = endOfPath(rest);
    String after = rest.substring(end);
    if (!after.isEmpty() && !after.startsWith(" ")) {
      throw new SyntaxException(501, "5.5.4", "Space expected after the address");
    }
    String path = rest.substring(1, end - 1);
    return new Path(path.isEmpty() ? Optional.empty() : Optional.of(mailbox(path)), after.strip());
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

  private static Mailbox mailbox(String path) throws SyntaxException {
    String address = withoutRoute(path);
    int at = address.lastIndexOf('@');
    if (at <= 0 || octets(path) > PATH - 2) {
      throw bad();
    }
    String local = address.substring(0, at);
    String domain = address.substring(at + 1);
    boolean localGood = local.startsWith("\"") ? isQuoted(local) : isDotString(local);
    if (!localGood || octets(local) > LOCAL_PART || !Domains.isDomain(domain)) {
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

  private static boolean isDotString(String text) {
    boolean atom = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' ? !atom : !isAtext(c)) {
        return false;
      }
      atom = c != '.';
    }
    return atom;
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
