package io.postern.policy.shadow;

import io.postern.config.ConfigException;
import io.postern.config.Json;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.store.ShadowStore;
import io.postern.core.store.ShadowStore.Run;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.rules.Onlooker;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.RulesEngine;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs other policies beside those in force while the store asks for it, and reports there how they
 * differ. It works on a thread of its own, behind the decision: it can neither change nor delay
 * one. Thread-safe.
 */
public final class Shadow implements Onlooker, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);

  /** Messages that wait to be compared; their headers are in memory for so long. */
  private static final int WAITING = 1_000;

  private final ShadowStore store;
  private final Function<Path, PolicySet> loader;
  private final InstantSource clock;
  private final String node;
  private final ExecutorService worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().name("shadow").daemon().factory());
  private volatile Optional<Beside> beside = Optional.empty();

  /**
   * @param loader reads policies, checked against what stands around those in force
   */
  public Shadow(
      ShadowStore store, Function<Path, PolicySet> loader, InstantSource clock, String node) {
    this.store = store;
    this.loader = loader;
    this.clock = clock;
    this.node = node;
  }

  /**
   * What runs beside the policies in force.
   *
   * @param candidate none where it cannot be run, for the reason in {@code problem}
   */
  private record Beside(
      Run run, Optional<PolicySet> candidate, Optional<String> problem, Differences differences) {
    Report report() {
      return problem.map(Report::failed).orElseGet(differences::report);
    }
  }

  @Override
  public void judged(
      Envelope envelope, MessageFacts facts, List<Decision> decisions, PolicySet inForce) {
    beside.ifPresent(b -> b.candidate().ifPresent(c -> hand(b, c, envelope, facts, decisions)));
  }

  private void hand(
      Beside running,
      PolicySet candidate,
      Envelope envelope,
      MessageFacts facts,
      List<Decision> decisions) {
    try {
      worker.execute(() ->
          running
              .differences()
              .add(
                  envelope.id(),
                  decisions.stream().map(DecisionLine::of).toList(),
                  RulesEngine.decide(candidate, facts, envelope.to()).decisions()));
    } catch (RejectedExecutionException e) {
      running.differences().missed();
    }
  }

  /**
   * Starts, reports and ends what the store asks for, and takes over what has changed in the lists
   * of what runs, as those in force do. Called now and then; never throws.
   */
  public synchronized void look() {
    try {
      beside.flatMap(Beside::candidate).ifPresent(PolicySet::refreshLists);
      Optional<Run> wanted = store.running(clock.instant());
      Optional<Run> running = beside.map(Beside::run);
      if (wanted.equals(running)) {
        beside.ifPresent(b -> tell(b, false));
      } else {
        Optional<Beside> ended = beside;
        beside = wanted.map(this::begin);
        ended.ifPresent(b -> tell(b, true));
        beside.ifPresent(b -> tell(b, false));
      }
    } catch (RuntimeException e) {
      LOG.warn("the shadow run cannot be looked at: {}", e.getClass().getName());
    }
  }

  private Beside begin(Run run) {
    Differences none = new Differences();
    try {
      PolicySet candidate = loader.apply(run.directory());
      if (candidate.version().equals(run.version())) {
        LOG.info("shadow run {} of policies {} by {}", run.id(), run.version(), run.by());
        return new Beside(run, Optional.of(candidate), Optional.empty(), none);
      }
      return failed(run, "the directory holds other policies here than where the run was started");
    } catch (ConfigException e) {
      return failed(run, "the policies cannot be used here: " + e.problems().getFirst());
    }
  }

  private static Beside failed(Run run, String problem) {
    LOG.warn("shadow run {}: {}", run.id(), problem);
    return new Beside(run, Optional.empty(), Optional.of(problem), new Differences());
  }

  /** On the worker, behind what is still to be compared. */
  private void tell(Beside told, boolean ended) {
    try {
      worker.execute(() -> {
        Report report = told.report();
        store.report(told.run().id(), node, Json.write(ended ? report.asEnded() : report));
      });
    } catch (RejectedExecutionException e) {
      LOG.debug("shadow run {}: too busy to report", told.run().id());
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
