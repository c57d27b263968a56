package io.postern.policy.shadow;

import io.postern.config.Json;
import io.postern.core.model.Decision;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Modifiers;
import io.postern.core.model.Protection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A decision in a line: two that would do the same have the same outcome.
 *
 * @param rule that decided, as {@code file.yaml: name}
 * @param outcome as in {@code deliver by tls(verified, TLSv1.2), smime}
 */
record DecisionLine(String recipient, String rule, String outcome) {
  static DecisionLine of(Decision decision) {
    return new DecisionLine(
        decision.recipient().mailbox().address(),
        decision.reasons().rule(),
        outcome(decision) + modifiers(decision.modifiers()));
  }

  private static String outcome(Decision decision) {
    return switch (decision) {
      case Decision.Deliver d -> "deliver by " + protections(d.inOrder());
      case Decision.Hold h -> "hold in " + h.queue() + terms(h.terms()) + released(h.released());
      case Decision.Refuse r -> "refuse with " + r.reply();
    };
  }

  private static String released(List<Protection> protections) {
    return protections.isEmpty() ? "" : ", goes on by " + protections(protections);
  }

  private static String terms(HoldTerms terms) {
    String by =
        terms.releasers().isEmpty() ? "" : ", released by " + String.join(" ", terms.releasers());
    String end = terms.end().name().toLowerCase(Locale.ROOT);
    return by + terms.longest().map(t -> ", after " + words(t) + " " + end).orElse("");
  }

  private static String protections(List<Protection> inOrder) {
    return inOrder.stream().map(DecisionLine::protection).collect(Collectors.joining(", "));
  }

  private static String protection(Protection protection) {
    return switch (protection) {
      case Protection.VerifiedTls t -> {
        List<String> words = new ArrayList<>(List.of(t.floor().label(), t.minimum().label()));
        words.addAll(t.pins());
        yield "tls(" + String.join(", ", words) + ")";
      }
      case Protection.PortalPickup p ->
          "portal("
              + words(p.expiry())
              + (p.reply() ? ", reply, " : ", ")
              + p.proof().label()
              + ")";
      case Protection.OpportunisticTls o -> o.label();
      case Protection.Smime s -> s.label();
      case Protection.OpenPgp o -> o.label();
      case Protection.ReturnToUpstream r -> r.label();
    };
  }

  private static String words(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** Words of the policy, not of the message. */
  private static String modifiers(Modifiers modifiers) {
    return modifiers.equals(Modifiers.NONE) ? "" : " and " + Json.write(modifiers);
  }
}
