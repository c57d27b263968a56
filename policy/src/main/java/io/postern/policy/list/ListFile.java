package io.postern.policy.list;

import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.Undecidable;
import io.postern.policy.language.ListSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One list that follows its file. A change that has a mistake in it changes nothing and is
 * complained of; a file that is gone leaves no list. Safe for use by many threads.
 */
public final class ListFile implements Names.Members {
  private static final Logger LOG = LoggerFactory.getLogger(ListFile.class);

  /** What a file looks like from outside; two of the same hold the same. */
  private record Stamp(FileTime modified, long size) {}

  private final String name;
  private final Path file;
  private final ListSpec.Kind kind;
  private final Location declared;
  private @Nullable Stamp seen;
  private volatile @Nullable Entries entries;

  private ListFile(String name, ListSpec spec) {
    this.name = name;
    this.file = spec.file();
    this.kind = spec.of();
    this.declared = spec.location();
  }

  /** Reads the list; without entries where problems were added. */
  static ListFile load(String name, ListSpec spec, Problems problems) {
    ListFile list = new ListFile(name, spec);
    try {
      list.seen = list.stamp();
    } catch (IOException e) {
      problems.add(list.declared, "lists." + name, "its file cannot be read: " + list.file);
      return list;
    }
    list.entries = new ListReader(list.file, list.kind, problems).read().orElse(null);
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
    Entries now = entries;
    if (now == null) {
      throw new Undecidable("the list " + name + " cannot be read");
    }
    return now.contain(value);
  }

  /** Takes over what has changed. Called now and then, by one thread at a time; never throws. */
  void refresh() {
    try {
      Stamp now = stamp();
      if (!now.equals(seen)) {
        seen = now;
        reload();
      }
    } catch (IOException e) {
      if (entries != null) {
        LOG.error("list {}: {} cannot be read; what asks for it is held", name, file);
      }
      entries = null;
      seen = null;
    }
  }

  private void reload() {
    Problems problems = new Problems();
    Optional<Entries> read = new ListReader(file, kind, problems).read();
    if (read.isPresent() && problems.isEmpty()) {
      entries = read.get();
      LOG.info("list {}: {} entries from {}", name, read.get().count(), file);
    } else {
      problems.list().forEach(p -> LOG.error("list {} is not taken over: {}", name, p));
    }
  }

  private Stamp stamp() throws IOException {
    return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
  }
}
