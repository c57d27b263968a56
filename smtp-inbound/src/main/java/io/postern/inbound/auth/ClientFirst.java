package io.postern.inbound.auth;

import io.postern.inbound.syntax.SyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SCRAM's client-first-message (RFC 5802 7).
 *
 * @param gs2Header with both commas, as it must come again in the last message
 * @param bare what follows it, which both sides sign
 * @param actingFor the authorization identity; empty for none
 * @param nonce the client's
 */
record ClientFirst(String gs2Header, String bare, String actingFor, String user, String nonce) {
  /** A mandatory extension (m=) is none that we know, so it does not match. */
  private static final Pattern FORM =
      Pattern.compile(
          "((?:n|y|p=[A-Za-z0-9.-]+),(?:a=([^,\\x00]+))?,)"
              + "(n=([^,\\x00]+),r=([!-+\\--~]{1,256})(?:,[A-Za-z]=[^,\\x00]+){0,8})");

  private static final Pattern BAD_ESCAPE = Pattern.compile("=(?!2C|3D)");

  /**
   * @throws SyntaxException where it is none
   */
  static ClientFirst parse(String message) throws SyntaxException {
    Matcher m = FORM.matcher(message);
    if (!m.matches()) {
      throw malformed();
    }
    String actingFor = m.group(2) == null ? "" : name(m.group(2));
    return new ClientFirst(m.group(1), m.group(3), actingFor, name(m.group(4)), m.group(5));
  }

  boolean demandsBinding() {
    return gs2Header.startsWith("p=");
  }

  boolean actsForItself() {
    return actingFor.isEmpty() || actingFor.equals(user);
  }

  /** RFC 5802 5.1: a comma is =2C, an equals sign =3D, and nothing else is escaped. */
  private static String name(String saslname) throws SyntaxException {
    if (BAD_ESCAPE.matcher(saslname).find()) {
      throw malformed();
    }
    return saslname.replace("=2C", ",").replace("=3D", "=");
  }

  private static SyntaxException malformed() {
    return new SyntaxException(501, "5.5.2", "SCRAM message malformed");
  }
}
