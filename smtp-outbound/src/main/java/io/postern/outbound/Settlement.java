package io.postern.outbound;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Recipient;
import io.postern.core.model.TlsProof;
import io.postern.outbound.client.Answer;
import io.postern.outbound.client.Shipment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers what hosts said until every recipient of a shipment has its outcome. For one thread. */
final class Settlement {
  /** Why a host did not take the message for those it said nothing about. */
  sealed interface HostFailure {
    /** Nobody there, or it went away: temporary. */
    record Absent(HostReply reply, Deferral why) implements HostFailure {
      Absent(HostReply reply) {
        this(reply, Deferral.DESTINATION);
      }
    }

    /** It does not talk to us, or has no address, and says so for good. */
    record Refusing(HostReply reply) implements HostFailure {}

    /** There, but not as safe as it must be. */
    record Unprotected(String why, Optional<TlsProof> tls, boolean passing)
        implements HostFailure {}
  }

  private final Shipment shipment;
  private final Map<Recipient, Answer> answers = new HashMap<>();
  private final List<HostFailure> failures = new ArrayList<>();

  Settlement(Shipment shipment) {
    this.shipment = shipment;
  }

  /** Those that another host may be asked about. */
  List<Recipient> open() {
    return shipment.recipients().stream().filter(r -> !settled(answers.get(r))).toList();
  }

  void answered(Map<Recipient, Answer> given) {
    answers.putAll(given);
  }

  void failed(HostFailure failure) {
    failures.add(failure);
  }

  /** All hosts are asked once more. */
  void forgetFailures() {
    failures.clear();
  }

  /** One per recipient, in order. */
  List<Outcome> outcomes() {
    return shipment.recipients().stream().map(this::outcome).toList();
  }

  private static boolean settled(@Nullable Answer answer) {
    return switch (answer) {
      case null -> false;
      case Answer.Taken taken -> true;
      case Answer.Rejected rejected -> true;
      case Answer.Postponed postponed -> !postponed.elsewhere();
    };
  }

  private Outcome outcome(Recipient recipient) {
    return switch (answers.get(recipient)) {
      case null -> withoutAnswer();
      case Answer.Taken taken ->
          new Outcome.Delivered(
              taken.reply(), new Proof(shipment.protection(), taken.tls(), details(taken)));
      case Answer.Postponed postponed -> new Outcome.Deferred(postponed.reply(), postponed.why());
      case Answer.Rejected(HostReply reply) -> new Outcome.Failed(reply);
    };
  }

  private Map<String, String> details(Answer.Taken taken) {
    Map<String, String> details = new HashMap<>(shipment.details());
    details.put(Proof.CONNECTED_AT, taken.since().toString());
    if (taken.dsnPassed()) {
      details.put(Proof.DSN_PASSED, "yes");
    }
    return details;
  }

  /**
   * An absent host may be better than those that were there, so it keeps the message waiting; only
   * where every host was there and none is safe enough the next protection is due.
   */
  private Outcome withoutAnswer() {
    Optional<HostFailure.Absent> absent = of(HostFailure.Absent.class);
    Optional<Outcome> unprotected =
        of(HostFailure.Unprotected.class)
            .map(u -> new Outcome.Unprotectable(u.why(), u.tls(), passing()));
    Optional<Outcome> refused =
        of(HostFailure.Refusing.class).map(r -> new Outcome.Failed(r.reply()));
    return absent
        .<Outcome>map(a -> new Outcome.Deferred(a.reply(), a.why()))
        .or(() -> unprotected)
        .or(() -> refused)
        .orElseGet(() -> new Outcome.Deferred(HostReply.own(451, "4.4.0", "No host was tried")));
  }

  private boolean passing() {
    return failures.stream().anyMatch(f -> f instanceof HostFailure.Unprotected u && u.passing());
  }

  private <T extends HostFailure> Optional<T> of(Class<T> kind) {
    return failures.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }
}
