package io.postern.policy.rules;

import io.postern.config.Written;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings for everybody, for domains of senders and recipients, and for addresses; those for an
 * address count before those for a domain, the recipient's before the sender's, and these before
 * those for everybody. Among several of a kind the one whose name is longer counts, a list after
 * all that is spelt out. Immutable; safe for use by many threads.
 */
final class Levels {
  /** Whom a level is for; those that count first come first. */
  enum Kind {
    RECIPIENT,
    RECIPIENT_DOMAIN,
    SENDER_DOMAIN,
    EVERYBODY;

    /** As policies write it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param rank longer names first; a list has none
   */
  record Level(Kind kind, Names names, int rank, Layer layer, Written written) {}

  private final Map<Kind, Map<String, Layer>> exact = new HashMap<>();
  private final Map<Kind, List<Level>> others = new HashMap<>();
  private final List<Layer> everybody = new ArrayList<>();

  Levels(List<Level> levels) {
    for (Kind kind : Kind.values()) {
      exact.put(kind, new HashMap<>());
      others.put(kind, new ArrayList<>());
    }
    levels.stream().sorted(Comparator.comparingInt(Level::rank).reversed()).forEach(this::add);
  }

  private void add(Level level) {
    if (level.kind() == Kind.EVERYBODY) {
      everybody.add(level.layer());
    } else if (level.names().onlyExact()) {
      level
          .names()
          .exact()
          .forEach(n -> exact.getOrDefault(level.kind(), Map.of()).putIfAbsent(n, level.layer()));
    } else {
      others.getOrDefault(level.kind(), List.of()).add(level);
    }
  }

  /** The layers that count for this recipient, most specific first. */
  List<Layer> of(Facts facts) {
    List<Layer> layers = new ArrayList<>();
    collect(Kind.RECIPIENT, facts.address(), layers);
    collect(Kind.RECIPIENT_DOMAIN, facts.domain(), layers);
    collect(Kind.SENDER_DOMAIN, facts.message().senderDomain(), layers);
    layers.addAll(everybody);
    return layers;
  }

  private void collect(Kind kind, String value, List<Layer> layers) {
    Layer named = exact.getOrDefault(kind, Map.of()).get(value);
    if (named != null) {
      layers.add(named);
    }
    for (Level level : others.getOrDefault(kind, List.of())) {
      if (level.names().matches(value)) {
        layers.add(level.layer());
      }
    }
  }
}
