package io.postern.policy.rules;

import io.postern.config.Problem;
import io.postern.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies that follow their files. A change takes effect as a whole, between two messages; one
 * with a mistake in it changes nothing and is complained of loudly. Files that are being written
 * are left alone until they look the same twice. Safe for use by many threads.
 */
public final class LivePolicies {
  private static final Logger LOG = LoggerFactory.getLogger(LivePolicies.class);

  /** What a file looks like from outside. */
  private record Stamp(String name, FileTime modified, long size) {}

  private final Path directory;
  private final Surroundings around;
  private final RulesEngine engine;
  private final Consumer<PolicySet> taken;
  private List<Stamp> settled;
  private List<Stamp> last;

  /**
   * @param engine whose policies are replaced; those in force now came from the directory
   * @param taken is told of policies before they take effect; where it throws, they do not
   */
  public LivePolicies(
      Path directory, Surroundings around, RulesEngine engine, Consumer<PolicySet> taken) {
    this.directory = directory;
    this.around = around;
    this.engine = engine;
    this.taken = taken;
    this.settled = stamps();
    this.last = settled;
  }

  /** Takes over what has changed, lists too. Called now and then; never throws. */
  public synchronized void look() {
    try {
      engine.inForce().refreshLists();
      List<Stamp> now = stamps();
      if (now.equals(last) && !now.equals(settled)) {
        settled = now;
        reload();
      }
      last = now;
    } catch (RuntimeException e) {
      LOG.error("policies cannot be looked at: {}", e.getClass().getName());
    }
  }

  private void reload() {
    Problems problems = new Problems();
    PolicySet next = PolicySet.load(directory, around, problems);
    if (!problems.isEmpty()) {
      refused(problems.list());
    } else if (!next.version().equals(engine.inForce().version())) {
      taken.accept(next);
      engine.replace(next);
      next.warnings().forEach(w -> LOG.warn("policy: {}", w));
      LOG.info("policies in force: {} rules, version {}", next.rules().size(), next.version());
    }
  }

  private void refused(List<Problem> problems) {
    problems.forEach(p -> LOG.error("policy: {}", p));
    LOG.atError()
        .addKeyValue("alarm", "POLICY")
        .log(
            "changed policies have {} problems and are not taken over; version {} stays in force",
            problems.size(),
            engine.inForce().version());
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
