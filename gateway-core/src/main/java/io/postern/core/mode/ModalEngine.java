package io.postern.core.mode;

import io.postern.config.settings.PolicySettings.Mode;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Judgement;
import io.postern.core.model.Modifiers;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Content;
import io.postern.core.port.PolicyEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Policy as far as the mode carries it out. What policy said stays with each decision as a reason.
 * A message that policy fails on is an error in every mode, and held by who asked. Safe for use by
 * many threads.
 */
public final class ModalEngine implements PolicyEngine {
  /** Where waits what the mode holds. */
  public static final String QUEUE = "mode";

  private final PolicyEngine policy;
  private final ModeSwitch modes;
  private final Optional<CircuitBreaker> breaker;

  public ModalEngine(PolicyEngine policy, ModeSwitch modes, Optional<CircuitBreaker> breaker) {
    this.policy = policy;
    this.modes = modes;
    this.breaker = breaker;
  }

  @Override
  public Judgement judge(Envelope envelope, Content content) {
    Judgement judgement = policy.judge(envelope, content);
    if (modes.current() == Mode.ENFORCE) {
      breaker.ifPresent(b -> b.decided(judgement.decisions()));
    }
    // asked again: this message may be the one at which the breaker tripped
    return switch (modes.current()) {
      case ENFORCE -> judgement;
      case HOLD -> judgement.with(judgement.decisions().stream().map(ModalEngine::held).toList());
      case OBSERVE ->
          judgement.with(
              judgement.decisions().stream()
                  .map(d -> observed(d, envelope.options().requireTls()))
                  .toList());
    };
  }

  @Override
  public Optional<String> version() {
    return policy.version();
  }

  /**
   * What policy holds waits in the queue that it names and on its terms; copies for an archive wait
   * like the message, and nobody is told of what did not happen yet.
   */
  private static Decision held(Decision decision) {
    return switch (decision) {
      case Decision.Hold h ->
          new Decision.Hold(
              h.recipient(),
              h.queue(),
              h.reasons(),
              h.released(),
              h.terms(),
              h.modifiers().heldIn(QUEUE));
      case Decision.Deliver d ->
          new Decision.Hold(
              d.recipient(),
              QUEUE,
              reasons(Mode.HOLD, d),
              d.inOrder(),
              HoldTerms.UNTIL_DECIDED,
              d.modifiers().heldIn(QUEUE));
      case Decision.Refuse r ->
          new Decision.Hold(
              r.recipient(),
              QUEUE,
              reasons(Mode.HOLD, r),
              List.of(),
              HoldTerms.REFUSED,
              Modifiers.NONE);
    };
  }

  /**
   * As before there was a policy. RFC 8689 4.2.1 binds every relay all the same: what a sender
   * sends with REQUIRETLS goes by verified TLS or not at all.
   */
  private static Decision observed(Decision decision, boolean requireTls) {
    Protection way =
        requireTls
            ? new Protection.VerifiedTls(TlsFloor.VERIFIED)
            : new Protection.OpportunisticTls();
    return new Decision.Deliver(
        decision.recipient(), List.of(way), reasons(Mode.OBSERVE, decision), Modifiers.NONE);
  }

  private static Reasons reasons(Mode mode, Decision decision) {
    List<String> because = new ArrayList<>();
    because.add("policy would " + told(decision));
    because.add("by rule " + decision.reasons().rule());
    because.addAll(decision.reasons().because());
    return new Reasons("mode " + mode.label(), because, decision.reasons().attested());
  }

  private static String told(Decision decision) {
    return switch (decision) {
      case Decision.Deliver d ->
          d.inOrder().stream()
              .map(Protection::label)
              .collect(Collectors.joining(", else ", "deliver by ", ""));
      case Decision.Hold h -> "hold in " + h.queue();
      case Decision.Refuse r -> "refuse with " + r.reply();
    };
  }
}
