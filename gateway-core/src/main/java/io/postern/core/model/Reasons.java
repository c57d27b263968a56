package io.postern.core.model;

import java.util.List;
import java.util.Optional;

/**
 * Why a Decision is what it is, in words an admin understands and without any content of the
 * message.
 *
 * @param rule the policy rule that decided, as {@code file.yaml: rule-name}
 * @param because one line each
 * @param attested the policy's own words by which the sender answered for it, where the rule asked
 *     for them
 */
public record Reasons(String rule, List<String> because, Optional<String> attested) {
  public Reasons {
    because = List.copyOf(because);
  }

  /** Where the sender answers for nothing. */
  public Reasons(String rule, List<String> because) {
    this(rule, because, Optional.empty());
  }

  public static Reasons of(String rule, String... because) {
    return new Reasons(rule, List.of(because));
  }
}
