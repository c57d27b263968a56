package io.postern.packaging.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks for the content of secret messages where nobody proved who reads it: in everything that
 * such receivers kept, and in the bytes of every wire.
 */
final class Leaks {
  /** Shorter lines stand in every message. */
  private static final int TELLING_LINE = 24;

  private Leaks() {}

  /** One line for each place where content of {@code messages} was found; empty is good. */
  static List<String> find(List<DemoMessage> messages, DemoReceivers receivers) {
    List<String> leaks = new ArrayList<>();
    for (DemoDomain domain : DemoDomain.values()) {
      DemoReceiver receiver = receivers.of(domain);
      Stream<byte[]> kept =
          domain.verified()
              ? Stream.empty()
              : receiver.messages().stream().map(DemoReceiver.Received::content);
      List<String> places =
          Stream.concat(kept, receiver.wire().stream())
              .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
              .toList();
      for (DemoMessage message : messages) {
        if (message.secret() && places.stream().anyMatch(place -> holds(place, message))) {
          leaks.add(message.name() + " in clear at " + domain.domain());
        }
      }
    }
    return leaks;
  }

  private static boolean holds(String place, DemoMessage message) {
    return message.canaries().stream().anyMatch(place::contains)
        || tellingLines(message).anyMatch(place::contains);
  }

  /** Lines of the body as they stood in the message, base64 and quoted-printable included. */
  private static Stream<String> tellingLines(DemoMessage message) {
    String text = new String(message.content(), StandardCharsets.ISO_8859_1);
    return text.substring(text.indexOf("\r\n\r\n"))
        .lines()
        .filter(line -> line.length() >= TELLING_LINE)
        .filter(line -> !line.startsWith("Content-") && !line.startsWith("--"));
  }
}
