package io.postern.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One record of a sealed interface with {@link Variants}.
 *
 * @param name what the file writes after {@code type:}
 */
public record Variant(String name, Class<?> record) {
  /** The key that says which. */
  public static final String KEY = "type";

  /** All of them in the order of their declaration; empty where the type is no such interface. */
  public static List<Variant> of(Class<?> type) {
    return type.isAnnotationPresent(Variants.class)
        ? Arrays.stream(type.getPermittedSubclasses())
            .map(c -> new Variant(c.getSimpleName().toLowerCase(Locale.ROOT), c))
            .toList()
        : List.of();
  }
}
