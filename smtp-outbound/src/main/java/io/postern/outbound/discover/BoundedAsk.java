package io.postern.outbound.discover;

import io.postern.core.port.Meters;
import io.postern.outbound.cache.FairRoom;
import io.postern.outbound.discover.KeySource.Query;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
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

  private static final int UNDER_WAY_WITH_ONE = 32;

  private static final String NO_ROOM = "too many questions are under way";

  private final Breakers breakers;
  private final Meters meters;
  private final FairRoom room = new FairRoom(UNDER_WAY, UNDER_WAY_WITH_ONE);

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
    String service = service(source, query);
    long started = System.nanoTime();
    Optional<SourceAnswer> answer = answer(source, query, service);
    if (answer.isEmpty()) { // which says nothing of the service
      return new SourceAnswer.Failed(source.service(query.recipient()), NO_ROOM);
    }
    double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
    meters.record("postern_key_source_seconds", seconds, "source", label(source));
    switch (answer.get()) {
      case SourceAnswer.Failed _ -> breakers.failed(service);
      case SourceAnswer.Found _, SourceAnswer.None _ -> breakers.succeeded(service);
    }
    return answer.get();
  }

  /** Counts how an answer ended. */
  void count(Step step) {
    meters.count(
        "postern_key_searches", "source", step.sourceLabel(), "outcome", step.outcome().label());
  }

  private Optional<SourceAnswer> answer(KeySource source, Query query, String service) {
    String place = source.service(query.recipient());
    try {
      return within(query.patience(), service, left -> source.ask(query.within(left)));
    } catch (TimeoutException e) {
      return Optional.of(new SourceAnswer.Failed(place, "no answer in time"));
    } catch (ExecutionException e) {
      // Its message may quote an address; the class says enough.
      LOG.error("key source {} is at fault: {}", label(source), cause(e));
      return Optional.of(new SourceAnswer.Failed(place, "the answer could not be dealt with"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Does what may take too long, in time.
   *
   * @param who answers for how long it takes
   * @return empty where there is no time or no room for it
   * @throws RuntimeException as the work does
   */
  <T> Optional<T> inTime(Duration patience, String who, Supplier<T> work) {
    try {
      return within(patience, who, _ -> work.get());
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Empty where there is no room. */
  private <T> Optional<T> within(Duration patience, String who, Function<Duration, T> work)
      throws InterruptedException, ExecutionException, TimeoutException {
    Deadline deadline = Deadline.in(patience);
    if (!room.enter(who, patience)) {
      return Optional.empty();
    }
    FutureTask<T> task = new FutureTask<>(() -> work.apply(deadline.left()));
    Thread.ofVirtual().name("key-source").start(() -> run(task, who));
    try {
      return Optional.of(task.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS));
    } finally {
      // Not interrupted: others may wait for the same answer of the DNS or of an authority.
      task.cancel(false);
    }
  }

  private void run(FutureTask<?> task, String who) {
    try {
      task.run(); // nothing, where nobody waits any more
    } finally {
      room.leave(who);
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
