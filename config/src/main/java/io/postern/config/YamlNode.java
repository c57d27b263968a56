package io.postern.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A value in a YAML file together with the place it was written at and the path of keys that leads
 * to it. Immutable. The text form never shows the value, which might be a secret.
 */
public sealed interface YamlNode {
  Location location();

  /** As in {@code listeners[0].address}; empty for the root. */
  String path();

  /**
   * Text, a number, a boolean or nothing: what it means is decided by the type it is bound to.
   *
   * @param plain false where it was quoted or a block, and therefore is text
   */
  record Scalar(Location location, String path, String text, boolean plain) implements YamlNode {
    /** True for {@code key:} with nothing after it, {@code ~} and {@code null}. */
    public boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String toString() {
      return "Scalar[" + location + "]";
    }
  }

  /** A list. */
  record Sequence(Location location, String path, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return "Sequence[" + location + "]";
    }
  }

  /** Keys with values in the order of the file. */
  record Mapping(Location location, String path, SequencedMap<String, Entry> entries)
      implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
    }

    /** The others. */
    Mapping without(String key) {
      SequencedMap<String, Entry> others = new LinkedHashMap<>(entries);
      others.remove(key);
      return new Mapping(location, path, others);
    }

    @Override
    public String toString() {
      return "Mapping[" + location + "]";
    }
  }

  /**
   * @param key where the key stands
   */
  record Entry(Location key, YamlNode value) {}
}
