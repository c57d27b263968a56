package io.postern.inbound.auth;

import io.postern.inbound.syntax.SyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as SASL carries it. */
final class Utf8 {
  private Utf8() {}

  static String decode(byte[] octets) throws SyntaxException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      throw new SyntaxException(501, "5.5.2", "Base64 of UTF-8 text expected");
    }
  }
}
