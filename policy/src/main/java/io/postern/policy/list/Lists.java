package io.postern.policy.list;

import io.postern.config.Problems;
import io.postern.policy.language.ListSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lists of all policy files by name. Safe for use by many threads once it is loaded. */
public final class Lists {
  private final Map<String, ListFile> byName = new HashMap<>();
  private final Map<String, ListSpec> specs = new HashMap<>();

  /**
   * Adds the lists of one file; a name that is taken, or a list that cannot be read, is a problem.
   */
  public void add(Map<String, ListSpec> written, Problems problems) {
    written.forEach((name, spec) -> {
      ListSpec first = specs.putIfAbsent(name, spec);
      if (first != null) {
        String path = "lists." + name;
        problems.add(spec.location(), path, "already a list at " + first.location());
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

  /** Takes over what has changed in the files. Called now and then; never throws. */
  public synchronized void refresh() {
    byName.values().forEach(ListFile::refresh);
  }
}
