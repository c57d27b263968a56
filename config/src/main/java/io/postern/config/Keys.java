package io.postern.config;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How Java names appear in files, and what somebody meant who mistyped one. */
public final class Keys {
  private Keys() {}

  /** {@code requireTls} is {@code require_tls}; {@code return_} is {@code return}, a Java word. */
  static String of(RecordComponent component) {
    String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    return name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
  }

  /** Whether it is written, and not told of by the place it was read from. */
  static boolean isKey(RecordComponent component) {
    return component.getType() != Location.class && component.getType() != Written.class;
  }

  /** {@code READ_ONLY} is {@code read_only}, or what the constant's {@code label()} says. */
  static String of(Enum<?> constant) {
    try {
      Method label = constant.getDeclaringClass().getMethod("label");
      return String.valueOf(label.invoke(constant));
    } catch (NoSuchMethodException e) {
      return constant.name().toLowerCase(Locale.ROOT);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("label() of an enum that stands in files is public", e);
    }
  }

  static List<String> ofConstants(Class<?> enumType) {
    return Arrays.stream(enumType.getEnumConstants()).map(c -> of((Enum<?>) c)).toList();
  }

  /** {@code ; did you mean 'x'?} where an allowed name is near to what was typed, else nothing. */
  public static String didYouMean(String typed, Collection<String> allowed) {
    return nearest(typed, allowed).map(n -> "; did you mean '" + n + "'?").orElse("");
  }

  private static Optional<String> nearest(String typed, Collection<String> allowed) {
    String normal = normal(typed);
    return allowed.stream()
        .filter(a -> distance(normal, normal(a)) <= Math.max(1, a.length() / 3))
        .min(Comparator.comparingInt(a -> distance(normal, normal(a))));
  }

  private static String normal(String name) {
    return name.replace('-', '_').toLowerCase(Locale.ROOT);
  }

  /** Edits from one to the other: insert, delete, replace, swap of neighbours (Damerau). */
  static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 8) {
      return Integer.MAX_VALUE;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = cell(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cell(int[][] d, String a, String b, int i, int j) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
