package io.postern.policy.list;

import io.postern.config.Problems;
import io.postern.core.model.PolicyFiles;
import io.postern.policy.language.ListSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lists of all policy files by name. Safe for use by many threads once it is loaded. */
public final class Lists {
  private static final Logger LOG = LoggerFactory.getLogger(Lists.class);

  private final Map<String, ListFile> byName = new TreeMap<>();
  private final Map<String, ListSpec> specs = new HashMap<>();
  private final ReadWriteLock change = new ReentrantReadWriteLock();

  /**
   * Adds the lists of one file; a name that is taken, or a list that cannot be read, is a problem.
   */
  public void add(Map<String, ListSpec> written, Problems problems) {
    written.forEach((name, spec) -> {
      ListSpec first = specs.putIfAbsent(name, spec);
      if (first != null) {
        problems.add(spec.written().mapping(), "already a list at " + first.written().location());
      } else {
        byName.put(name, ListFile.load(name, spec, problems));
      }
    });
  }

  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  public Optional<ListFile> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** What they hold now, in the order of their names. */
  public List<PolicyFiles.File> files() {
    return files(Map.of());
  }

  /** Whether a file no longer looks as it did when it was read. */
  public synchronized boolean moved() {
    return byName.values().stream().anyMatch(ListFile::moved);
  }

  private List<PolicyFiles.File> files(Map<ListFile, Contents> changes) {
    return byName.values().stream()
        .map(list ->
            new PolicyFiles.File(list.label(), changes.getOrDefault(list, list.contents()).text()))
        .toList();
  }

  /** Asks while no list changes: a change waits until the answer is there. */
  public <T> T unchanged(Supplier<T> question) {
    change.readLock().lock();
    try {
      return question.get();
    } finally {
      change.readLock().unlock();
    }
  }

  /**
   * Takes over what has changed in the files, all lists at once. Called now and then; never throws.
   *
   * @param keeper is told of what all lists will hold before any of it counts; where it throws,
   *     nothing counts but that a file is gone. What it returns is run when the lists change, and
   *     must not throw
   */
  public synchronized void refresh(Function<List<PolicyFiles.File>, Runnable> keeper) {
    Map<ListFile, Contents> changes = new LinkedHashMap<>();
    byName.values().forEach(list -> list.changed().ifPresent(c -> changes.put(list, c)));
    if (changes.isEmpty()) {
      return;
    }
    Runnable kept = () -> {};
    try {
      kept = keeper.apply(files(changes));
    } catch (RuntimeException e) {
      LOG.error("lists that changed are not taken over: {}", e.getClass().getName());
      changes.values().removeIf(c -> c.entries().isPresent());
    }
    take(changes, kept);
    changes.keySet().forEach(ListFile::tell);
  }

  private void take(Map<ListFile, Contents> changes, Runnable kept) {
    change.writeLock().lock();
    try {
      changes.forEach(ListFile::take);
      kept.run();
    } finally {
      change.writeLock().unlock();
    }
  }
}
