package io.postern.inbound.auth;

import io.postern.inbound.syntax.SyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SCRAM's client-final-message (RFC 5802 7).
 *
 * @param withoutProof what both sides sign of it
 * @param binding the GS2 header again, so that nobody has changed it on the way
 * @param nonce of client and server
 */
record ClientFinal(String withoutProof, String binding, String nonce, byte[] proof) {
  private static final Pattern FORM =
      Pattern.compile(
          "(c=([A-Za-z0-9+/=]+),r=([!-+\\--~]+)(?:,[A-Za-z]=[^,\\x00]+){0,8}),p=([A-Za-z0-9+/]{43}=)");

  /**
   * @throws SyntaxException where it is none
   */
  static ClientFinal parse(String message) throws SyntaxException {
    Matcher m = FORM.matcher(message);
    if (!m.matches()) {
      throw malformed();
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      // Compared as text only: one char for each octet.
      String binding = new String(base64.decode(m.group(2)), StandardCharsets.ISO_8859_1);
      return new ClientFinal(m.group(1), binding, m.group(3), base64.decode(m.group(4)));
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static SyntaxException malformed() {
    return new SyntaxException(501, "5.5.2", "SCRAM message malformed");
  }
}
