package io.postern.core.traffic;

import io.postern.core.store.DestinationState;
import io.postern.core.store.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The deliveries in memory by destination: those that run, and those that wait for a worker. The
 * destinations take turns, and each may take no more of the workers and of the memory than it
 * leaves free, so that some that are slow never take all. Not thread-safe: the Dispatcher's lock
 * guards it.
 */
public final class Lanes {
  /** There is no room for anybody. */
  public static final int FULL = -1;

  /** What was learned of a destination is forgotten when nothing went there for so long. */
  private static final Duration MEMORY = Duration.ofMinutes(30);

  /** Of more destinations than this only those are known that are in use or left alone. */
  private static final int MOST = 20_000;

  private final int workers;
  private final int memory;
  private final Function<String, Shape> shapes;
  private final InstantSource clock;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Deque<Lane> turns = new ArrayDeque<>();
  private final Set<String> hungry = new LinkedHashSet<>();
  private int running;
  private int waiting;
  private int reserved;
  private boolean wanted;

  /**
   * @param workers deliveries at once
   * @param memory deliveries that wait in memory
   * @param shapes what each destination may get
   */
  public Lanes(int workers, int memory, Function<String, Shape> shapes, InstantSource clock) {
    this.workers = workers;
    this.memory = memory;
    this.shapes = shapes;
    this.clock = clock;
  }

  public int running() {
    return running;
  }

  public int waiting() {
    return waiting;
  }

  /** Destinations that are left alone now. */
  public long suspended() {
    return count(l -> l.isSuspended(clock.instant()));
  }

  /** Their names. */
  public Set<String> suspendedOnes() {
    Instant now = clock.instant();
    return lanes.values().stream()
        .filter(l -> l.isSuspended(now))
        .map(Lane::destination)
        .collect(Collectors.toSet());
  }

  /** Destinations that get less than their rate because they asked for it. */
  public long slowed() {
    return count(Lane::isSlowed);
  }

  private long count(Predicate<Lane> which) {
    return lanes.values().stream().filter(which).count();
  }

  /**
   * Keeps room for one delivery to each destination; false, and nothing kept, where there is none,
   * or where older mail waits in the store: the newest must not be the first.
   */
  public boolean reserve(List<String> destinations) {
    List<Lane> kept = new ArrayList<>();
    for (String destination : destinations) {
      Lane lane = lane(destination);
      if (lane.moreStored() || room(lane) < 1) {
        kept.forEach(this::unreserve);
        return false;
      }
      lane.reserve();
      reserved++;
      kept.add(lane);
    }
    return true;
  }

  public void unreserve(String destination) {
    unreserve(lane(destination));
  }

  private void unreserve(Lane lane) {
    lane.unreserve();
    reserved--;
  }

  /**
   * How many deliveries that the store holds for a destination may be put into memory now, or
   * {@link #FULL}.
   */
  public int room(String destination) {
    wanted = free() < 1;
    Lane lane = lane(destination);
    int room = wanted ? FULL : room(lane);
    lane.moreStored(lane.moreStored() || room < 1);
    return room;
  }

  private int room(Lane lane) {
    int free = free();
    // Everybody may have one; whoever has some takes no more than it leaves free.
    int share =
        lane.places() == 0 ? Math.max(1, free / 2) : Math.max(0, (free - lane.places()) / 2);
    return free < 1 ? 0 : Math.clamp(lane.room(clock.instant()), 0, Math.min(free, share));
  }

  private int free() {
    return memory - waiting - reserved;
  }

  /** True where somebody found no room and there is plenty again. */
  public boolean hasRoomAgain() {
    return wanted && free() > memory / 2;
  }

  /** The same, said once to each who asks. */
  public boolean takeRoomAgain() {
    boolean again = hasRoomAgain();
    wanted &= !again;
    return again;
  }

  public void add(Lease lease) {
    Lane lane = lane(lease.destination());
    lane.add(lease, clock.instant());
    waiting++;
    queue(lane);
  }

  /** Moves the next delivery from waiting to running; empty where none may begin. */
  public Optional<Lease> begin() {
    if (running >= workers) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    for (int i = turns.size(); i > 0; i--) {
      Lane lane = turns.remove();
      if (mayBegin(lane, now)) {
        return Optional.of(begin(lane, now));
      }
      turns.add(lane);
    }
    return Optional.empty();
  }

  private boolean mayBegin(Lane lane, Instant now) {
    boolean share = lane.running() < Math.max(1, workers - running);
    return share && lane.opens(now).filter(at -> !at.isAfter(now)).isPresent();
  }

  private Lease begin(Lane lane, Instant now) {
    Lease lease = lane.begin(now);
    lane.inTurn(false);
    running++;
    waiting--;
    queue(lane);
    feel(lane, now);
    return lease;
  }

  /**
   * A delivery ended.
   *
   * @return what waits for its destination and goes back to the store, because it is dead now
   */
  public List<Lease> ended(String destination, Feedback feedback) {
    Instant now = clock.instant();
    Lane lane = lane(destination);
    lane.ended(feedback, now);
    running--;
    feel(lane, now);
    return drainSuspended(destination);
  }

  /** Takes out what waits for a destination, where that is left alone now. */
  public List<Lease> drainSuspended(String destination) {
    Lane lane = lane(destination);
    return lane.isSuspended(clock.instant()) ? drained(lane) : List.of();
  }

  /** Takes out all that waits. */
  public List<Lease> drain() {
    return List.copyOf(turns).stream().flatMap(l -> drained(l).stream()).toList();
  }

  private List<Lease> drained(Lane lane) {
    List<Lease> all = lane.drain();
    waiting -= all.size();
    turns.remove(lane);
    lane.inTurn(false);
    return all;
  }

  /** Tells whether the store holds more for a destination that is due. */
  public void moreStored(String destination, boolean more) {
    lane(destination).moreStored(more);
  }

  /** True where {@link #hungry} would name one. */
  public boolean isHungry() {
    return !hungry.isEmpty();
  }

  /** Destinations that soon have nothing to do although the store holds more; named once. */
  public List<String> hungry() {
    List<String> all = List.copyOf(hungry);
    hungry.clear();
    return all;
  }

  private void feel(Lane lane, Instant now) {
    if (lane.isHungry(now)) {
      hungry.add(lane.destination());
    }
  }

  /** When something that waits may begin for reasons of time; empty where an end comes first. */
  public Optional<Instant> opens() {
    Instant now = clock.instant();
    return turns.stream()
        .flatMap(l -> l.opens(now).stream())
        .filter(at -> at.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  /** Tries a destination at once that is left alone. */
  public void revive(String destination) {
    Optional.ofNullable(lanes.get(destination)).ifPresent(Lane::revive);
  }

  /** The destinations of which something is new, and those that were forgotten. */
  public record News(List<DestinationState> changed, List<String> forgotten) {}

  public News news() {
    Instant now = clock.instant();
    List<String> forgotten =
        lanes.values().stream()
            .filter(l -> l.isForgettable(now, lanes.size() > MOST ? Duration.ZERO : MEMORY))
            .map(Lane::destination)
            .toList();
    forgotten.forEach(lanes::remove);
    return new News(lanes.values().stream().flatMap(l -> l.news(now).stream()).toList(), forgotten);
  }

  private Lane lane(String destination) {
    return lanes.computeIfAbsent(destination, d -> new Lane(d, shapes.apply(d), clock.instant()));
  }

  /** Gives a lane its turn, once, while it has something waiting. */
  private void queue(Lane lane) {
    if (!lane.inTurn() && lane.waiting() > 0) {
      lane.inTurn(true);
      turns.add(lane);
    }
  }
}
