package io.postern.config;

import java.util.List;

/**
 * A record as its file writes it, so that a complaint made later can point at the key or the value
 * that is meant. Immutable.
 *
 * @param mapping its keys with their values
 */
public record Written(YamlNode.Mapping mapping) {
  /** Where the record begins. */
  public Location location() {
    return mapping.location();
  }

  /**
   * What stands under a key, or under a key of that; where one is absent, what it is missing in.
   */
  public YamlNode at(String... keys) {
    YamlNode node = mapping;
    for (String key : keys) {
      if (!(node instanceof YamlNode.Mapping m) || !m.entries().containsKey(key)) {
        return node;
      }
      node = m.entries().get(key).value();
    }
    return node;
  }

  /**
   * The values that stand under a key; one that stands without a list around it is the only one.
   */
  public List<YamlNode> each(String... keys) {
    YamlNode node = at(keys);
    return node instanceof YamlNode.Sequence s ? s.items() : List.of(node);
  }
}
