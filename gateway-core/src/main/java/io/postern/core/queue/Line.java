package io.postern.core.queue;

import io.postern.core.store.Lease;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The deliveries in memory by next hop: those that run, and those that wait for a worker. Each hop
 * has its share, and the hops take turns, so that a slow or busy one keeps nobody else waiting. Not
 * thread-safe: the Dispatcher's lock guards it.
 */
final class Line {
  /** New deliveries that may wait for each worker that their next hop may have. */
  private static final int WAITING_PER_WORKER = 4;

  private final Dispatcher.Limits limits;
  private final Map<String, Hop> hops = new HashMap<>();
  private final Deque<Hop> turns = new ArrayDeque<>();
  private int running;
  private int waiting;
  private int reserved;

  Line(Dispatcher.Limits limits) {
    this.limits = limits;
  }

  private static final class Hop {
    private int running;
    private int reserved;
    private boolean queued;
    private final Deque<Lease> waiting = new ArrayDeque<>();

    void clear() {
      waiting.clear();
      queued = false;
    }

    boolean unused() {
      return running == 0 && reserved == 0 && waiting.isEmpty();
    }
  }

  int running() {
    return running;
  }

  /** True while another delivery could begin. */
  boolean hasWorker() {
    return running < limits.workers();
  }

  /**
   * Keeps room for one delivery to each of the hops; false, and nothing kept, where there is none.
   */
  boolean reserve(List<String> nextHops) {
    boolean room =
        waiting + reserved + nextHops.size() <= limits.memory()
            && nextHops.stream().allMatch(this::hasRoom);
    if (room) {
      nextHops.forEach(h -> hop(h).reserved++);
      reserved += nextHops.size();
    }
    return room;
  }

  private boolean hasRoom(String nextHop) {
    Hop hop = hops.get(nextHop);
    return hop == null || hop.waiting.size() + hop.reserved < WAITING_PER_WORKER * limits.perHop();
  }

  void unreserve(String nextHop) {
    Hop hop = hop(nextHop);
    hop.reserved--;
    reserved--;
    forget(nextHop, hop);
  }

  void add(Lease lease) {
    Hop hop = hop(lease.nextHop());
    hop.waiting.add(lease);
    waiting++;
    queue(hop);
  }

  /** Moves the next delivery from waiting to running; empty where none may begin. */
  Optional<Lease> begin() {
    Hop hop = hasWorker() ? turns.poll() : null;
    if (hop == null) {
      return Optional.empty();
    }
    hop.queued = false;
    hop.running++;
    running++;
    waiting--;
    Lease lease = hop.waiting.remove();
    queue(hop);
    return Optional.of(lease);
  }

  /** Takes out all that wait. */
  List<Lease> clear() {
    List<Lease> taken = hops.values().stream().flatMap(h -> h.waiting.stream()).toList();
    hops.values().forEach(Hop::clear);
    hops.values().removeIf(Hop::unused);
    turns.clear();
    waiting = 0;
    return taken;
  }

  void ended(String nextHop) {
    Hop hop = hop(nextHop);
    hop.running--;
    running--;
    queue(hop);
    forget(nextHop, hop);
  }

  /** Next hops that have all the workers they may have. */
  List<String> busy() {
    return hops.entrySet().stream()
        .filter(h -> h.getValue().running >= limits.perHop())
        .map(Map.Entry::getKey)
        .toList();
  }

  private Hop hop(String nextHop) {
    return hops.computeIfAbsent(nextHop, h -> new Hop());
  }

  /** Gives a hop its turn, once, while it has something waiting and may run more. */
  private void queue(Hop hop) {
    if (!hop.queued && !hop.waiting.isEmpty() && hop.running < limits.perHop()) {
      hop.queued = true;
      turns.add(hop);
    }
  }

  private void forget(String nextHop, Hop hop) {
    if (hop.unused()) {
      hops.remove(nextHop);
    }
  }
}
