package io.postern.core.store;

import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Protections as the queue stores them, readable in the table: {@code tls=verified smime
 * portal=P30D,reply}.
 */
final class ProtectionText {
  private ProtectionText() {}

  static String format(List<Protection> protections) {
    return protections.stream().map(ProtectionText::format).collect(Collectors.joining(" "));
  }

  static List<Protection> parse(String text) {
    return words(text).stream().map(ProtectionText::one).toList();
  }

  /** One word for each protection. */
  static List<String> words(String text) {
    return Stream.of(text.split(" ")).filter(t -> !t.isEmpty()).toList();
  }

  private static String format(Protection protection) {
    return switch (protection) {
      case Protection.VerifiedTls t -> "tls=" + t.floor().label();
      case Protection.OpportunisticTls o -> o.label();
      case Protection.Smime s -> s.label();
      case Protection.OpenPgp o -> o.label();
      case Protection.PortalPickup p -> "portal=" + p.expiry() + (p.reply() ? ",reply" : "");
    };
  }

  private static Protection one(String text) {
    int equals = text.indexOf('=');
    String value = equals < 0 ? "" : text.substring(equals + 1);
    return switch (equals < 0 ? text : text.substring(0, equals)) {
      case "tls" -> new Protection.VerifiedTls(TlsFloor.valueOf(value.toUpperCase(Locale.ROOT)));
      case "opportunistic" -> new Protection.OpportunisticTls();
      case "smime" -> new Protection.Smime();
      case "openpgp" -> new Protection.OpenPgp();
      case "portal" -> portal(value);
      // A row that this version does not understand must not be delivered some other way.
      default -> throw new StoreException("unknown protection in the queue: " + text);
    };
  }

  private static Protection portal(String value) {
    String[] parts = value.split(",");
    return new Protection.PortalPickup(Duration.parse(parts[0]), parts.length > 1);
  }
}
