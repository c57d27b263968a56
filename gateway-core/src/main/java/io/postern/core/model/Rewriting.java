package io.postern.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is changed in one recipient's copy on its way out. Stored content is never changed.
 *
 * @param stripTags texts taken out of the subject, whatever their case
 * @param outsideSubject the subject that stands outside an encrypted message, whose own is inside
 * @param fields header fields put on top, by name
 * @param banner a line above the text of the message
 */
public record Rewriting(
    List<String> stripTags,
    Optional<String> outsideSubject,
    Map<String, String> fields,
    Optional<String> banner) {
  /** Byte for byte as it came. */
  public static final Rewriting NONE =
      new Rewriting(List.of(), Optional.empty(), Map.of(), Optional.empty());

  public Rewriting {
    stripTags = List.copyOf(stripTags);
    fields = Map.copyOf(fields);
  }

  /** True where nothing is changed. */
  public boolean isNone() {
    return equals(NONE);
  }
}
