package io.postern.core.model;

import java.util.List;

/**
 * Why a Decision is what it is, in words an admin understands and without any content of the
 * message.
 *
 * @param rule the policy rule that decided, as {@code file.yaml: rule-name}
 * @param because one line each
 */
public record Reasons(String rule, List<String> because) {
  public Reasons {
    because = List.copyOf(because);
  }

  public static Reasons of(String rule, String... because) {
    return new Reasons(rule, List.of(because));
  }
}
