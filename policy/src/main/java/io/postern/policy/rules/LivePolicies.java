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
 * mended, in the policies or in a list that they name. Files that are being written are left alone
 * until they look the same twice. Safe for use by many threads.
 */
public final class LivePolicies {
  private static final Logger LOG = LoggerFactory.getLogger(LivePolicies.class);

  /** How often is said again that the files are not what is in force. */
  static final Duration REMINDER = Duration.ofMinutes(15);

  /** What a file looks like from outside. */
  private record Stamp(String name, FileTime modified, long size) {}

  /** What no directory looks like, as long as none has been looked at. */
  private static final List<Stamp> NONE = List.of(new Stamp("", FileTime.fromMillis(0), -1));

  /**
   * What was read from the files.
   *
   * @param files as they were before they were read
   */
  private record Candidate(List<Stamp> files, PolicySet policies, List<Problem> problems) {
    /** Whether the files, and those of its lists, still hold what was read. */
    boolean isStill(List<Stamp> now) {
      return files.equals(now) && !policies.listsMoved();
    }

    /** Whether the same is wrong with the same files. */
    boolean asBadAs(Candidate other) {
      return files.equals(other.files) && problems.equals(other.problems);
    }
  }

  private final Path directory;
  private final Surroundings around;
  private final RulesEngine engine;
  private final Consumer<PolicySet> taken;
  private final InstantSource clock;
  private Optional<Candidate> candidate = Optional.empty();
  private Optional<Candidate> refused = Optional.empty();
  private List<Stamp> settled = NONE;
  private volatile Optional<Complaint> complaint = Optional.empty();

  /**
   * Why the files are not in force.
   *
   * @param said when that was said last
   */
  private record Complaint(String why, Instant said) {}

  /**
   * @param engine whose policies are replaced; those in force now came from the directory, which
   *     may have changed since
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
      if (candidate.isPresent()) {
        again(candidate.get(), now);
      } else if (!now.equals(settled) || refused.filter(r -> !r.isStill(now)).isPresent()) {
        candidate = Optional.of(read(now));
      }
    } catch (RuntimeException e) {
      complain("changed policies cannot be put in force now: " + e.getClass().getName());
    }
    complaint.ifPresent(c -> complain(c.why()));
  }

  private Candidate read(List<Stamp> now) {
    Problems problems = new Problems();
    PolicySet next = PolicySet.load(directory, around, problems);
    return new Candidate(now, next, List.copyOf(problems.list()));
  }

  /** Decides on what was read, unless it has changed since or was changed while it was read. */
  private void again(Candidate read, List<Stamp> now) {
    if (!read.isStill(now)) {
      candidate = Optional.of(read(now));
      return;
    }
    if (read.problems().isEmpty()) {
      take(read.policies());
    } else {
      refuse(read);
    }
    settled = now; // only now: where something was thrown, the next look tries again
    candidate = Optional.empty();
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
    refused = Optional.empty();
  }

  /** A list that is mended changes none of the policy files, so it is kept in sight. */
  private void refuse(Candidate read) {
    List<Problem> problems = read.problems();
    if (refused.filter(read::asBadAs).isEmpty()) {
      problems.forEach(p -> LOG.error("policy: {}", p));
      complaint = Optional.empty(); // another bad file is said at once
    }
    refused = Optional.of(read);
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
