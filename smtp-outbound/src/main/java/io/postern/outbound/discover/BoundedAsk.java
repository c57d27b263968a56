package io.postern.outbound.discover;

import io.postern.core.port.Meters;
import io.postern.outbound.discover.KeySource.Query;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a source and waits no longer than it was given, whatever the source does. Those who do not
 * answer are left alone for a while. Safe for use by many threads.
 */
final class BoundedAsk {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedAsk.class);

  /** Questions that nobody waits for any more hold threads too. */
  private static final int UNDER_WAY = 1000;

  private final Breakers breakers;
  private final Meters meters;
  private final Semaphore room = new Semaphore(UNDER_WAY);

  BoundedAsk(Breakers breakers, Meters meters) {
    this.breakers = breakers;
    this.meters = meters;
  }

  /** Whether the source's service has failed too often to be asked now. */
  boolean isBroken(KeySource source, Query query) {
    return breakers.isOpen(service(source, query));
  }

  /** What the source says, in time. */
  SourceAnswer ask(KeySource source, Query query) {
    long started = System.nanoTime();
    SourceAnswer answer = answer(source, query);
    double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
    meters.record("postern_key_source_seconds", seconds, "source", label(source));
    switch (answer) {
      case SourceAnswer.Failed _ -> breakers.failed(service(source, query));
      case SourceAnswer.Found _, SourceAnswer.None _ -> breakers.succeeded(service(source, query));
    }
    return answer;
  }

  /** Counts how an answer ended. */
  void count(Step step) {
    meters.count(
        "postern_key_searches", "source", step.sourceLabel(), "outcome", step.outcome().label());
  }

  private SourceAnswer answer(KeySource source, Query query) {
    String service = source.service(query.recipient());
    if (!room.tryAcquire()) {
      return new SourceAnswer.Failed(service, "too many questions are under way");
    }
    FutureTask<SourceAnswer> task = new FutureTask<>(() -> source.ask(query));
    Thread.ofVirtual().name("key-source").start(() -> run(task));
    try {
      return task.get(query.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new SourceAnswer.Failed(service, "no answer in time");
    } catch (ExecutionException e) {
      // Its message may quote an address; the class says enough.
      LOG.error("key source {} is at fault: {}", label(source), cause(e));
      return new SourceAnswer.Failed(service, "the answer could not be dealt with");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SourceAnswer.Failed(service, "interrupted");
    } finally {
      task.cancel(true);
    }
  }

  private void run(FutureTask<SourceAnswer> task) {
    try {
      task.run(); // nothing, where nobody waits any more
    } finally {
      room.release();
    }
  }

  private static String cause(ExecutionException e) {
    return e.getCause() == null ? "unknown" : e.getCause().getClass().getName();
  }

  private static String service(KeySource source, Query query) {
    return label(source) + " " + source.service(query.recipient());
  }

  private static String label(KeySource source) {
    return source.source().name().toLowerCase(Locale.ROOT);
  }
}
