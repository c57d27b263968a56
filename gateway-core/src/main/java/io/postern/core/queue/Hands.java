package io.postern.core.queue;

import io.postern.core.store.Lease;
import io.postern.core.store.LeaseKey;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leases that this node knows of. The store may hold more in its name, where the answer to a
 * commit was lost: those must run out, and so they are not renewed. Thread-safe.
 */
final class Hands {
  private final Set<LeaseKey> held = ConcurrentHashMap.newKeySet();

  /** Held, but another node has them now. */
  private final Set<LeaseKey> lost = ConcurrentHashMap.newKeySet();

  void take(Collection<Lease> leases) {
    leases.forEach(l -> held.add(LeaseKey.of(l)));
  }

  void drop(Lease lease) {
    LeaseKey key = LeaseKey.of(lease);
    held.remove(key);
    lost.remove(key);
  }

  void drop(Collection<Lease> leases) {
    leases.forEach(this::drop);
  }

  void lose(Collection<LeaseKey> keys) {
    keys.stream().filter(held::contains).forEach(lost::add);
  }

  boolean isLost(Lease lease) {
    return lost.contains(LeaseKey.of(lease));
  }

  boolean hold(LeaseKey key) {
    return held.contains(key);
  }

  List<LeaseKey> all() {
    return List.copyOf(held);
  }
}
