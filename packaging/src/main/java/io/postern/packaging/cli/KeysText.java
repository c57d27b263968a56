package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import io.postern.core.keys.KeyRefusal;
import io.postern.core.keys.Pin;
import io.postern.core.keys.Standing;
import io.postern.outbound.discover.Search;
import io.postern.outbound.discover.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keys as people and scripts read them. */
final class KeysText {
  private KeysText() {}

  static Map<String, Object> object(KeyEntry key) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", key.kind().label());
    object.put("purpose", key.purpose().label());
    object.put("fingerprint", key.fingerprint());
    object.put("algorithm", key.algorithm());
    object.put("addresses", key.addresses());
    object.put("state", key.state().label());
    object.put("imported_at", key.provenance().at().toString());
    object.put("imported_by", key.provenance().by());
    object.put("source", key.provenance().source());
    object.put("origin", key.provenance().origin().label());
    object.put("verified", key.provenance().verified());
    object.put("pins", key.pins().stream().map(KeysText::pin).toList());
    object.put("standing", standing(key.standing()));
    object.put("expires", key.expires().map(Object::toString));
    object.put("refusal", key.refusal().map(KeyRefusal::label));
    return object;
  }

  private static Map<String, Object> pin(Pin pin) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("address", pin.address());
    object.put("by", pin.by());
    object.put("at", pin.at().toString());
    return object;
  }

  private static Map<String, Object> standing(Standing standing) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("verdict", standing.verdict().label());
    if (!standing.by().isEmpty()) {
      object.put("reason", standing.reason());
      object.put("by", standing.by());
      object.put("at", standing.at().toString());
    }
    return object;
  }

  /** A value on one line, for people. */
  static String plain(Object value) {
    return switch (value) {
      case Optional<?> maybe -> maybe.map(KeysText::plain).orElse("-");
      case List<?> list -> list.stream().map(KeysText::plain).collect(Collectors.joining(", "));
      case Map<?, ?> map ->
          map.values().stream().map(KeysText::plain).collect(Collectors.joining(" "));
      default -> TerminalText.of(String.valueOf(value));
    };
  }

  /** The keys as they stand after a change; none is a finding. */
  static int print(Output output, List<KeyEntry> keys) {
    output.print(keys.stream().map(KeysText::object).toList(), () -> table(keys));
    return keys.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }

  static String table(List<KeyEntry> keys) {
    Table table =
        new Table(
            "KIND",
            "PURPOSE",
            "ADDRESSES",
            "ALGORITHM",
            "EXPIRES",
            "STATE",
            "USABLE",
            "FINGERPRINT");
    for (KeyEntry k : keys) {
      table.row(
          k.kind().label(),
          k.purpose().label(),
          String.join(",", k.addresses()),
          k.algorithm(),
          k.expires().map(Object::toString).orElse("never"),
          k.state().label(),
          k.refusal().map(r -> "no: " + r.sentence()).orElse("yes"),
          k.fingerprint());
    }
    return table.toString();
  }

  /** A key that would not be used is a finding. */
  static int exitCode(List<KeyEntry> keys) {
    return keys.stream().allMatch(k -> k.refusal().isEmpty()) ? Postern.GOOD : Postern.FINDING;
  }

  /** A search for a key, step by step. */
  static Map<String, Object> object(Search search) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("result", search.result().name().toLowerCase(Locale.ROOT));
    object.put("steps", search.steps().stream().map(KeysText::object).toList());
    return object;
  }

  private static Map<String, Object> object(Step step) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("source", step.sourceLabel());
    object.put("place", step.place());
    object.put("outcome", step.outcome().label());
    object.put("detail", step.detail());
    return object;
  }

  static String lines(String kind, Search search) {
    String result = search.result().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return kind
        + ": "
        + result
        + "\n"
        + search.steps().stream()
            .map(s -> "  " + TerminalText.of(s.line()) + "\n")
            .collect(Collectors.joining());
  }
}
