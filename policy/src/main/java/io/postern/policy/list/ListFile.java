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
 * One list that follows its file. A change that has a mistake in it changes nothing and is
 * complained of; a file that is gone leaves no list. Safe for use by many threads.
 */
public final class ListFile implements Names.Members {
  private static final Logger LOG = LoggerFactory.getLogger(ListFile.class);

  private final String name;
  private final Path file;
  private final ListSpec.Kind kind;
  private Optional<Stamp> seen = Optional.empty();
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

  /** What it would hold if its change were taken; empty where nothing changed. Never throws. */
  Optional<Contents> changed() {
    try {
      Stamp now = stamp();
      return seen.equals(Optional.of(now)) ? Optional.empty() : read(now);
    } catch (IOException e) {
      return contents.entries().isEmpty() ? Optional.empty() : Optional.of(Contents.GONE);
    }
  }

  private Optional<Contents> read(Stamp now) {
    Problems problems = new Problems();
    Optional<Contents> read = new ListReader(file, kind, problems).read(now);
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

  private Stamp stamp() throws IOException {
    return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
  }
}
