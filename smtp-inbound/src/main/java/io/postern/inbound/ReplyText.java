package io.postern.inbound;

import io.postern.core.model.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A reply as it goes on the wire: every line with its code (RFC 5321 4.2.1, RFC 2034 4). */
final class ReplyText {
  private ReplyText() {}

  static byte[] of(Reply reply) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    List<String> lines = reply.lines();
    String enhanced = reply.enhanced().map(e -> e + " ").orElse("");
    for (int i = 0; i < lines.size(); i++) {
      char separator = i < lines.size() - 1 ? '-' : ' ';
      String line = reply.code() + "" + separator + enhanced + lines.get(i) + "\r\n";
      out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
