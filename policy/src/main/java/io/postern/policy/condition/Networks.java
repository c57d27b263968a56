package io.postern.policy.condition;

import io.postern.config.Cidr;
import java.net.InetAddress;
import java.util.List;

/** Networks that a policy names, spelt out or in list files. Safe for use by many threads. */
public record Networks(List<Cidr> spelt, List<Names.Members> lists) {
  public Networks {
    spelt = List.copyOf(spelt);
    lists = List.copyOf(lists);
  }

  /** Whether all that lies in the other certainly lies in this too. */
  public boolean covers(Networks other) {
    return lists.containsAll(other.lists)
        && other.spelt.stream().allMatch(n -> spelt.stream().anyMatch(s -> s.contains(n)));
  }

  /**
   * Whether the address lies in one of them; what is no address lies in none.
   *
   * @throws Undecidable where a list cannot be asked
   */
  public boolean contain(String address) {
    if (!spelt.isEmpty() && speltOut(address)) {
      return true;
    }
    return lists.stream().anyMatch(l -> l.contains(address));
  }

  private boolean speltOut(String address) {
    try {
      InetAddress parsed = InetAddress.ofLiteral(address);
      return spelt.stream().anyMatch(n -> n.contains(parsed));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
