package io.postern.core.queue;

import io.postern.core.model.Discretion;
import io.postern.core.model.Protection;
import io.postern.core.model.Strength;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a person may let a held delivery go on with: never less than policy allowed. Each method
 * throws {@link IllegalArgumentException} where it may not be.
 *
 * @param left the protections that policy left open
 * @param requireTls whether the sender demands TLS
 */
record Permit(Discretion discretion, List<Protection> left, boolean requireTls) {
  void by(String person) {
    List<String> releasers = discretion.terms().releasers();
    if (!releasers.isEmpty() && !releasers.contains(person)) {
      throw new IllegalArgumentException(
          person + " may not release it, only " + String.join(", ", releasers));
    }
  }

  /**
   * @param named in order; none means what is left
   * @param why the person's reason, without which portal and TLS do not stand in for each other and
   *     nothing goes that policy refused
   */
  List<Protection> protections(List<Protection> named, Optional<String> why) {
    if (discretion.terms().refused() && why.isEmpty()) {
      throw new IllegalArgumentException("policy refused it: to release it needs a reason");
    }
    return named.isEmpty() ? unnamed() : named.stream().map(n -> permitted(n, why)).toList();
  }

  private List<Protection> unnamed() {
    List<Protection> open = open(left, requireTls);
    if (left.isEmpty()) {
      throw new IllegalArgumentException("no protection is left for it: name one");
    } else if (open.isEmpty()) {
      throw tlsOnly();
    }
    return open;
  }

  /** What it may go on with where nobody names anything. */
  static List<Protection> open(List<Protection> left, boolean requireTls) {
    return requireTls ? Strength.underRequireTls(left) : left;
  }

  private static IllegalArgumentException tlsOnly() {
    return new IllegalArgumentException("the sender requires TLS (REQUIRETLS): only tls will do");
  }

  private Protection permitted(Protection named, Optional<String> why) {
    if (open(List.of(named), requireTls).isEmpty()) {
      throw tlsOnly();
    }
    return discretion.allowed().stream()
        .filter(a -> a.getClass() == named.getClass())
        .findFirst() // with the terms that policy gave it
        .orElseGet(() -> standIn(named, why));
  }

  private Protection standIn(Protection named, Optional<String> why) {
    List<Protection> allowed = discretion.allowed();
    boolean enough =
        allowed.isEmpty() ? Strength.protects(named) : Strength.atLeastOne(named, allowed);
    boolean exchanged = allowed.stream().anyMatch(a -> Strength.exchangeable(named, a));
    if (!enough && !exchanged) {
      throw new IllegalArgumentException(
          named.label() + " protects less than what policy allows (" + labels(allowed) + ")");
    } else if (!enough && why.isEmpty()) {
      throw new IllegalArgumentException(
          named.label() + " instead of " + labels(allowed) + " needs a reason");
    }
    return named;
  }

  private static String labels(List<Protection> protections) {
    return protections.isEmpty()
        ? "tls, smime, openpgp or portal"
        : protections.stream().map(Protection::label).collect(Collectors.joining(", "));
  }
}
