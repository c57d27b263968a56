package io.postern.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects everything that is wrong, so that one run shows it all. For one thread.
 *
 * <p>Usage: read files and bind records with the same collector, add complaints of your own at the
 * nodes they concern, then call {@link #throwIfAny}.
 */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void add(Location location, String path, String message) {
    found.add(new Problem(location, path, message));
  }

  public void add(YamlNode node, String message) {
    add(node.location(), node.path(), message);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** How many there are so far. */
  public int count() {
    return found.size();
  }

  public List<Problem> list() {
    return List.copyOf(found);
  }

  /**
   * @throws ConfigException with everything found so far, if anything was
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }
}
