package io.postern.policy.list;

import io.postern.config.Cidr;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.Networks;
import io.postern.policy.condition.Wildcard;
import java.util.List;

/** The lines of one list, ready to be asked. Immutable. */
sealed interface Entries {
  boolean contain(String value);

  /** How many there are. */
  int count();

  /** Addresses or domains. */
  record Spelt(Names names, int count) implements Entries {
    static Spelt of(List<Wildcard> patterns) {
      return new Spelt(new Names(patterns, List.of()), patterns.size());
    }

    @Override
    public boolean contain(String value) {
      return names.matches(value);
    }
  }

  /** Networks. */
  record Ranges(Networks networks) implements Entries {
    static Ranges of(List<Cidr> networks) {
      return new Ranges(new Networks(networks, List.of()));
    }

    @Override
    public boolean contain(String value) {
      return networks.contain(value);
    }

    @Override
    public int count() {
      return networks.spelt().size();
    }
  }
}
