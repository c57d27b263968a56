package io.postern.policy.shadow;

import io.postern.config.Json;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.store.JudgedStore;
import io.postern.core.store.StoreException;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.rules.Onlooker;
import io.postern.policy.rules.PolicySet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what other policies can be tried on, for as long as it is wanted. Nobody waits for it: rows
 * gather in memory and are written together, and where the store has no time they are lost. What
 * has to be proved is in the audit trail. Thread-safe.
 */
public final class FactsRecorder implements Onlooker {
  private static final Logger LOG = LoggerFactory.getLogger(FactsRecorder.class);
  private static final Duration TIDIED = Duration.ofHours(1);
  private static final int WAITING = 4_000;
  private static final int AT_ONCE = 250;

  private final JudgedStore store;
  private final Duration retention;
  private final InstantSource clock;
  private final BlockingQueue<JudgedStore.Row> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong lost = new AtomicLong();
  private Instant tidyDue = Instant.MIN;

  /**
   * @param retention how long they are kept; zero keeps none
   */
  public FactsRecorder(JudgedStore store, Duration retention, InstantSource clock) {
    this.store = store;
    this.retention = retention;
    this.clock = clock;
  }

  @Override
  public void judged(
      Envelope envelope, MessageFacts facts, List<Decision> decisions, PolicySet inForce) {
    if (retention.isPositive() && !waiting.offer(row(envelope, facts, decisions, inForce))) {
      lost.incrementAndGet();
    }
  }

  private static JudgedStore.Row row(
      Envelope envelope, MessageFacts facts, List<Decision> decisions, PolicySet inForce) {
    return new JudgedStore.Row(
        envelope.id(),
        envelope.receivedAt(),
        Json.write(facts.withoutContent(inForce.asked())),
        Json.write(decisions.stream().map(DecisionLine::of).toList()));
  }

  /** Writes what has gathered and forgets what is too old. Called now and then; never throws. */
  public synchronized void look() {
    try {
      write();
      tidy();
    } catch (StoreException | CompletionException e) {
      LOG.debug("facts are not kept now: {}", e.getClass().getName());
    } catch (RuntimeException e) {
      LOG.error("facts are not kept: {}", e.getClass().getName());
    }
  }

  /** Not what comes meanwhile: while mail flows this would never end, and others look after it. */
  private void write() {
    int left = waiting.size();
    while (left > 0) {
      List<JudgedStore.Row> rows = new ArrayList<>();
      left -= waiting.drainTo(rows, Math.min(left, AT_ONCE));
      store.add(rows).join();
    }
    long unkept = lost.getAndSet(0);
    if (unkept > 0) {
      LOG.warn("the facts of {} messages were not kept: they came too fast", unkept);
    }
  }

  private void tidy() {
    Instant now = clock.instant();
    if (now.isBefore(tidyDue)) {
      return;
    }
    tidyDue = now.plus(TIDIED);
    boolean more = true;
    while (more) {
      more = store.forget(now.minus(retention)).join();
    }
  }
}
