package io.postern.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code key=value} arguments, the form that the peers' scripts take too. */
final class Arguments {
  private final Map<String, String> values = new HashMap<>();

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException where one has another form or an unknown key
   */
  Arguments(String[] arguments, Set<String> known) {
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      if (pair.length != 2 || !known.contains(pair[0])) {
        throw new IllegalArgumentException(
            "not key=value with a key of " + known + ": " + argument);
      }
      values.put(pair[0], pair[1]);
    }
  }

  String text(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  int number(String key, int otherwise) {
    return Integer.parseInt(text(key, Integer.toString(otherwise)));
  }

  boolean flag(String key, boolean otherwise) {
    return Boolean.parseBoolean(text(key, Boolean.toString(otherwise)));
  }
}
