package io.postern.core.flow;

import io.postern.core.model.Decision;
import io.postern.core.model.DecisionTrace;
import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;
import io.postern.core.model.Modifiers.ArchiveCopy;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A message with everybody who gets it: its recipients, and the archives behind their backs. */
record Addressed(Envelope envelope, Judgement judgement) {
  /**
   * One blind copy for each archive that a decision names, however often it is named. What becomes
   * of it is nothing that the sender hears of.
   */
  static Addressed of(Envelope envelope, Judgement judgement) {
    Map<String, Decision> copies = new LinkedHashMap<>();
    for (Decision decision : judgement.decisions()) {
      decision
          .modifiers()
          .archive()
          .forEach(a -> copies.putIfAbsent(a.address().address(), copy(a, decision.reasons())));
    }
    return copies.isEmpty()
        ? new Addressed(envelope, judgement)
        : with(envelope, judgement, List.copyOf(copies.values()));
  }

  private static Decision copy(ArchiveCopy archive, Reasons reasons) {
    Recipient recipient = Recipient.blindCopy(archive.address());
    Reasons why = Reasons.of(reasons.rule(), "blind copy to the archive");
    return archive
        .holdQueue()
        .map(q -> (Decision) new Decision.Hold(recipient, q, why, archive.inOrder()))
        .orElseGet(() -> new Decision.Deliver(recipient, archive.inOrder(), why));
  }

  private static Addressed with(Envelope e, Judgement judgement, List<Decision> copies) {
    List<Recipient> to = new ArrayList<>(e.to());
    copies.forEach(c -> to.add(c.recipient()));
    List<Decision> decisions = new ArrayList<>(judgement.decisions());
    decisions.addAll(copies);
    List<DecisionTrace> traces = new ArrayList<>(judgement.traces());
    if (!traces.isEmpty()) {
      copies.forEach(c -> traces.add(DecisionTrace.NONE));
    }
    return new Addressed(
        new Envelope(e.id(), e.upstream(), e.from(), to, e.receivedAt(), e.options()),
        new Judgement(judgement.screening(), decisions, traces, judgement.policy()));
  }
}
