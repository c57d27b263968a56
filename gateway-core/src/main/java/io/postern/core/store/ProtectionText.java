package io.postern.core.store;

import io.postern.core.model.PortalProof;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Protections as the queue stores them, readable in the table: {@code tls=verified,TLSv1.2 smime
 * portal=P30D,reply,mailed_code}.
 */
final class ProtectionText {
  private static final String REPLY = "reply";
  private static final String UNJUDGED = "unjudged";

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
      case Protection.VerifiedTls t -> "tls=" + String.join(",", tls(t));
      case Protection.OpportunisticTls o -> o.label() + (o.byPolicy() ? "" : "=" + UNJUDGED);
      case Protection.Smime s -> s.label();
      case Protection.OpenPgp o -> o.label();
      case Protection.PortalPickup p ->
          "portal=" + p.expiry() + (p.reply() ? "," + REPLY : "") + "," + p.proof().label();
      case Protection.ReturnToUpstream r -> r.label();
    };
  }

  private static List<String> tls(Protection.VerifiedTls tls) {
    List<String> words = new ArrayList<>(List.of(tls.floor().label(), tls.minimum().label()));
    words.addAll(tls.pins());
    return words;
  }

  private static Protection one(String text) {
    int equals = text.indexOf('=');
    String value = equals < 0 ? "" : text.substring(equals + 1);
    return switch (equals < 0 ? text : text.substring(0, equals)) {
      case "tls" -> tls(List.of(value.split(",")));
      case "opportunistic" -> new Protection.OpportunisticTls(!value.equals(UNJUDGED));
      case "smime" -> new Protection.Smime();
      case "openpgp" -> new Protection.OpenPgp();
      case "portal" -> portal(List.of(value.split(",")));
      case "return" -> new Protection.ReturnToUpstream();
      // A row that this version does not understand must not be delivered some other way.
      default -> throw new StoreException("unknown protection in the queue: " + text);
    };
  }

  /** A floor alone is how rows were written before there was more to say. */
  private static Protection tls(List<String> words) {
    TlsFloor floor = TlsFloor.ofLabel(words.getFirst());
    return words.size() == 1
        ? new Protection.VerifiedTls(floor)
        : new Protection.VerifiedTls(
            floor, TlsVersion.ofLabel(words.get(1)), words.subList(2, words.size()));
  }

  private static Protection portal(List<String> words) {
    PortalProof proof =
        Arrays.stream(PortalProof.values())
            .filter(p -> words.contains(p.label()))
            .findFirst()
            .orElse(PortalProof.MAILED_CODE);
    return new Protection.PortalPickup(
        Duration.parse(words.getFirst()), words.contains(REPLY), proof);
  }
}
