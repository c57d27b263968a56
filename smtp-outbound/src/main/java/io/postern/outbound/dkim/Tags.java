package io.postern.outbound.dkim;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A list of tags (RFC 6376 3.2), as in signatures, seals and records of keys. Immutable. */
final class Tags {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Map<String, String> values;

  private Tags(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Empty where it is no such list, or a tag is there twice. */
  static Optional<Tags> parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String tag : text.strip().replaceAll(";\\s*$", "").split(";", -1)) {
      int equals = tag.indexOf('=');
      String name = equals < 0 ? "" : tag.substring(0, equals).strip();
      if (!NAME.matcher(name).matches()
          || values.put(name, tag.substring(equals + 1).strip()) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new Tags(values));
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Without blanks, as base64 and names want it; empty text where it is not there. */
  String compact(String name) {
    return BLANKS.matcher(values.getOrDefault(name, "")).replaceAll("");
  }
}
