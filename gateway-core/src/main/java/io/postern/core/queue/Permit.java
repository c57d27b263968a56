package io.postern.core.queue;

import io.postern.core.model.Discretion;
import io.postern.core.model.Protection;
import io.postern.core.model.Strength;
import java.util.List;
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
   */
  List<Protection> protections(List<Protection> named) {
    if (named.isEmpty() && left.isEmpty()) {
      throw new IllegalArgumentException("no protection is left for it: name one");
    }
    return named.isEmpty() ? left : named.stream().map(this::permitted).toList();
  }

  private Protection permitted(Protection named) {
    // RFC 8689 4.2.1: with REQUIRETLS nothing but a verified session will do.
    if (requireTls && !(named instanceof Protection.VerifiedTls)) {
      throw new IllegalArgumentException("the sender requires TLS (REQUIRETLS): only tls will do");
    }
    return discretion.allowed().stream()
        .filter(a -> a.getClass() == named.getClass())
        .findFirst() // with the terms that policy gave it
        .orElseGet(() -> strongEnough(named));
  }

  private Protection strongEnough(Protection named) {
    List<Protection> allowed = discretion.allowed();
    boolean enough =
        allowed.isEmpty() ? Strength.protects(named) : Strength.atLeastOne(named, allowed);
    if (enough) {
      return named;
    }
    throw new IllegalArgumentException(
        named.label() + " protects less than what policy allows (" + labels(allowed) + ")");
  }

  private static String labels(List<Protection> protections) {
    return protections.isEmpty()
        ? "tls, smime, openpgp or portal"
        : protections.stream().map(Protection::label).collect(Collectors.joining(", "));
  }
}
