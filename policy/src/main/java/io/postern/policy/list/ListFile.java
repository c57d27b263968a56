package io.postern.policy.list;

import io.postern.config.Problems;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.Undecidable;
import io.postern.policy.language.ListSpec;
import io.postern.policy.list.Contents.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One list that follows its file. A file that is being written is left alone until it looks the
 * same twice; a change that has a mistake in it changes nothing and is complained of; a file that
 * is gone leaves no list, at once. Safe for use by many threads.
 */
public final class ListFile implements Names.Members {
  private static final Logger LOG = LoggerFactory.getLogger(ListFile.class);

  private final String name;
  private final Path file;
  private final ListSpec.Kind kind;
  private Optional<Stamp> seen = Optional.empty();
  private Optional<Stamp> last = Optional.empty();
  private volatile Contents contents = Contents.GONE;

  private ListFile(String name, ListSpec spec) {
    this.name = name;
    this.file = spec.file();
    this.kind = spec.of();
  }

  /** Reads the list; without entries where problems were added. */
  static ListFile load(String name, ListSpec spec, Problems problems) {
    ListFile list = new ListFile(name, spec);
    try {
      new ListReader(list.file, list.kind, problems).read(list.stamp()).ifPresent(list::take);
    } catch (IOException e) {
      problems.add(spec.written().at("file"), "cannot be read: " + list.file);
    }
    return list;
  }

  /** What its lines are. */
  public ListSpec.Kind kind() {
    return kind;
  }

  @Override
  public String label() {
    return "list:" + name;
  }

  @Override
  public boolean contains(String value) {
    return contents
        .entries()
        .orElseThrow(() -> new Undecidable("the list " + name + " cannot be read"))
        .contain(value);
  }

  /** What it holds now. */
  Contents contents() {
    return contents;
  }

  /** Whether its file no longer looks as it did when it was read. */
  boolean moved() {
    return !appearance().equals(seen);
  }

  /** What it would hold if its change were taken; empty where nothing changed. Never throws. */
  Optional<Contents> changed() {
    Optional<Stamp> before = last;
    last = appearance();
    if (last.isEmpty()) {
      return contents.entries().isEmpty() ? Optional.empty() : Optional.of(Contents.GONE);
    }
    boolean still = last.equals(before);
    return still && !last.equals(seen) ? read(last.get()) : Optional.empty();
  }

  private Optional<Contents> read(Stamp now) {
    Problems problems = new Problems();
    Optional<Contents> read = new ListReader(file, kind, problems).read(now);
    if (!appearance().equals(Optional.of(now))) {
      return Optional.empty(); // changed while it was read: what was read may be a bit of both
    }
    if (read.isPresent() && problems.isEmpty()) {
      return read;
    }
    seen = Optional.of(now); // complained of once
    problems.list().forEach(p -> LOG.error("list {} is not taken over: {}", name, p));
    return Optional.empty();
  }

  /** From now on it holds this. */
  void take(Contents next) {
    contents = next;
    seen = next.stamp();
  }

  /** Tells of what has been taken. */
  void tell() {
    contents
        .entries()
        .ifPresentOrElse(
            e -> LOG.info("list {}: {} entries from {}", name, e.count(), file),
            () -> LOG.error("list {}: {} cannot be read; what asks for it is held", name, file));
  }

  private Optional<Stamp> appearance() {
    try {
      return Optional.of(stamp());
    } catch (IOException e) {
      return Optional.empty(); // no file is there
    }
  }

  private Stamp stamp() throws IOException {
    return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
  }
}
