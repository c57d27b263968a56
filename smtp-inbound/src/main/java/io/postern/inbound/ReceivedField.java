package io.postern.inbound;

import io.postern.core.model.Envelope;
import io.postern.core.model.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The trace field that every message gets on top (RFC 5321 4.4). The recipient is named only where
 * there is one: others would learn of blind copies (RFC 5321 7.2).
 */
final class ReceivedField {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ReceivedField() {}

  static byte[] of(Envelope envelope, String hostname) {
    Upstream client = envelope.upstream();
    StringBuilder text = new StringBuilder(256);
    text.append("Received: from ").append(client.helo());
    text.append(" (").append(literal(client.clientAddress())).append(")\r\n");
    client.tls().ifPresent(t -> text.append("\t(using ").append(t).append(")\r\n"));
    text.append("\tby ").append(hostname).append(" with ").append(client.protocol());
    text.append(" id ").append(envelope.id());
    if (envelope.to().size() == 1) {
      text.append("\r\n\tfor <").append(envelope.to().getFirst().mailbox().address()).append('>');
    }
    text.append(";\r\n\t").append(date(envelope.receivedAt())).append("\r\n");
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** RFC 5321 4.1.3. */
  static String literal(String address) {
    return address.indexOf(':') >= 0 ? "[IPv6:" + address + "]" : "[" + address + "]";
  }

  private static String date(Instant instant) {
    return DATE.format(instant);
  }
}
