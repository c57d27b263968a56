package io.postern.policy.rules;

import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.core.port.Meters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies that follow their files. A change takes effect as a whole, between two messages; one
 * with a mistake in it changes nothing and is complained of loudly, again and again until it is
 * mended. Files that are being written are left alone until they look the same twice. Safe for use
 * by many threads.
 */
public final class LivePolicies {
  private static final Logger LOG = LoggerFactory.getLogger(LivePolicies.class);

  /** How often is said again that the files are not what is in force. */
  static final Duration REMINDER = Duration.ofMinutes(15);

  /** What a file looks like from outside. */
  private record Stamp(String name, FileTime modified, long size) {}

  private final Path directory;
  private final Surroundings around;
  private final RulesEngine engine;
  private final Consumer<PolicySet> taken;
  private final InstantSource clock;
  private List<Stamp> settled;
  private List<Stamp> last;
  private volatile Optional<Complaint> complaint = Optional.empty();

  /**
   * Why the files are not in force.
   *
   * @param said when that was said last
   */
  private record Complaint(String why, Instant said) {}

  /**
   * @param engine whose policies are replaced; those in force now came from the directory
   * @param taken is told of policies before they take effect; where it throws, they do not, and it
   *     is asked again at the next look
   */
  public LivePolicies(
      Path directory,
      Surroundings around,
      RulesEngine engine,
      Consumer<PolicySet> taken,
      InstantSource clock) {
    this.directory = directory;
    this.around = around;
    this.engine = engine;
    this.taken = taken;
    this.clock = clock;
    this.settled = stamps();
    this.last = settled;
  }

  /** Shows whether the files are not what is in force to those who watch. */
  public void watchedBy(Meters meters) {
    meters.gauge("postern_policy_rejected", () -> complaint.isPresent() ? 1 : 0);
  }

  /** Takes over what has changed, lists too. Called now and then; never throws. */
  public synchronized void look() {
    try {
      engine.inForce().refreshLists();
      List<Stamp> now = stamps();
      if (now.equals(last) && !now.equals(settled)) {
        reload(now);
      }
      last = now;
    } catch (RuntimeException e) {
      complain("changed policies cannot be put in force now: " + e.getClass().getName());
    }
    complaint.ifPresent(c -> complain(c.why()));
  }

  private void reload(List<Stamp> seen) {
    Problems problems = new Problems();
    PolicySet next = PolicySet.load(directory, around, problems);
    if (!stamps().equals(seen)) {
      return; // changed while it was read: what was read may be a bit of both
    }
    if (problems.isEmpty()) {
      take(next);
    } else {
      refused(problems.list());
    }
    settled = seen; // only now: where something was thrown, the next look tries again
  }

  private void take(PolicySet next) {
    if (!next.version().equals(engine.inForce().version())) {
      taken.accept(next);
      engine.replace(next);
      next.warnings().forEach(w -> LOG.warn("policy: {}", w));
      LOG.info("policies in force: {} rules, version {}", next.rules().size(), next.version());
    } else if (complaint.isPresent()) {
      LOG.info("policies: the files are again what is in force, version {}", next.version());
    }
    complaint = Optional.empty();
  }

  private void refused(List<Problem> problems) {
    problems.forEach(p -> LOG.error("policy: {}", p));
    complaint = Optional.empty(); // another bad file is said at once
    complain(
        "changed policies have "
            + problems.size()
            + " problems and are not taken over, the first: "
            + problems.getFirst());
  }

  /** Says it, unless the same was said a little while ago. */
  private void complain(String why) {
    Instant now = clock.instant();
    Optional<Instant> said = complaint.filter(c -> c.why().equals(why)).map(Complaint::said);
    if (said.isEmpty() || !now.isBefore(said.get().plus(REMINDER))) {
      complaint = Optional.of(new Complaint(why, now));
      LOG.atError()
          .addKeyValue("alarm", "POLICY")
          .log("{}; version {} stays in force", why, engine.inForce().version());
    }
  }

  private List<Stamp> stamps() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().map(this::stamp).toList();
    } catch (IOException e) {
      return List.of(); // then loading tells what is wrong with the directory
    }
  }

  private Stamp stamp(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      return new Stamp(name, Files.getLastModifiedTime(file), Files.size(file));
    } catch (IOException e) {
      return new Stamp(name, FileTime.fromMillis(0), -1); // gone again: looks different next time
    }
  }
}
