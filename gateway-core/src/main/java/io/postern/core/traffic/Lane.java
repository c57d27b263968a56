package io.postern.core.traffic;

import io.postern.core.model.HostReply;
import io.postern.core.store.DestinationState;
import io.postern.core.store.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One destination: its deliveries in memory and what its hosts did lately. Not thread-safe: the
 * Dispatcher's lock guards it.
 */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** Deliveries that may wait in memory for each that may run. */
  private static final int WAITING_PER_RUNNING = 4;

  private final String destination;
  private final Shape shape;
  private final Window window;
  private final Pace pace;
  private final Pause pause;
  private final Deque<Lease> waiting = new ArrayDeque<>();
  private int running;
  private int reserved;

  /** So many deliveries may still run that had begun when it asked for less. */
  private int begunBefore;

  private boolean moreStored;
  private boolean inTurn;
  private boolean changed = true;
  private Instant used;
  private Optional<HostReply> lastReply = Optional.empty();

  Lane(String destination, Shape shape, Instant now) {
    this.destination = destination;
    this.shape = shape;
    this.window = new Window(shape);
    this.pace = new Pace(shape.perMinute());
    this.pause = new Pause(shape);
    this.used = now;
  }

  String destination() {
    return destination;
  }

  int running() {
    return running;
  }

  int waiting() {
    return waiting.size();
  }

  /** Places in memory that it takes or has been promised. */
  int places() {
    return waiting.size() + reserved;
  }

  /** How many more it may have in memory by its own measure; none while it is left alone. */
  int room(Instant now) {
    return pause.lasts(now) ? 0 : WAITING_PER_RUNNING * window.size() - places();
  }

  void reserve() {
    reserved++;
  }

  void unreserve() {
    reserved--;
  }

  void add(Lease lease, Instant now) {
    waiting.add(lease);
    used = now;
  }

  /** When the next may begin for all that it knows itself; empty where an end has to come first. */
  Optional<Instant> opens(Instant now) {
    if (waiting.isEmpty() || running >= window.size()) {
      return Optional.empty();
    }
    return Optional.of(pause.lasts(now) ? pause.until() : pace.opens(now));
  }

  Lease begin(Instant now) {
    pace.began(now);
    running++;
    used = now;
    changed = true;
    return waiting.remove();
  }

  /** One ended. */
  void ended(Feedback feedback, Instant now) {
    switch (feedback.kind()) {
      case GOOD -> good();
      case AWAY -> away(feedback, now);
      case LESS -> less(feedback);
      case NONE -> {}
    }
    running--;
    begunBefore = Math.max(0, begunBefore - 1);
    used = now;
    changed = true;
  }

  private void good() {
    if (pause.isDead()) {
      LOG.info("destination {}: answers again", destination);
    }
    pause.over();
    pace.taken();
    window.good(running);
  }

  private void away(Feedback feedback, Instant now) {
    lastReply = feedback.reply();
    // Those that ran when it was found dead tell nothing new.
    if (!pause.lasts(now) && window.bad()) {
      pause.begin(now);
      window.probe();
      LOG.warn(
          "destination {}: nothing is sent until {}: {}",
          destination,
          pause.until(),
          lastReply.map(HostReply::toString).orElse(""));
    }
  }

  private void less(Feedback feedback) {
    lastReply = feedback.reply();
    // Those that ran when it first said so say the same thing, not that what changed is too little.
    if (begunBefore > 0) {
      return;
    }
    begunBefore = running;
    window.halve();
    pace.slowDown();
    LOG.warn(
        "destination {}: wants less: {} at once, {} apart: {}",
        destination,
        window.size(),
        pace.interval(),
        lastReply.map(HostReply::toString).orElse(""));
  }

  /** Tries it at once although it is left alone; what was learned of its pace stays. */
  void revive() {
    pause.cut();
    changed = true;
  }

  boolean isSuspended(Instant now) {
    return pause.lasts(now);
  }

  boolean isSlowed() {
    return pace.isSlowed();
  }

  /** Takes out what waits while nothing may begin. */
  List<Lease> drain() {
    List<Lease> all = new ArrayList<>(waiting);
    waiting.clear();
    moreStored = true;
    changed = true;
    return all;
  }

  boolean moreStored() {
    return moreStored;
  }

  /** Whether the store may hold more for it that is due. */
  void moreStored(boolean more) {
    moreStored = more;
  }

  /** True where more should be fetched before what waits runs out. */
  boolean isHungry(Instant now) {
    return moreStored && waiting.size() <= window.size() / 2 && room(now) > 0;
  }

  boolean inTurn() {
    return inTurn;
  }

  void inTurn(boolean queued) {
    inTurn = queued;
  }

  boolean isUnused() {
    return running == 0 && reserved == 0 && waiting.isEmpty();
  }

  /** True where nothing was learned of it that is worth keeping, or not lately. */
  boolean isForgettable(Instant now, Duration memory) {
    boolean plain = window.isFresh() && !pause.isDead() && !pace.isSlowed();
    return isUnused() && (plain || used.plus(memory).isBefore(now)) && !pause.lasts(now);
  }

  /** What there is to tell where something changed since the last time. */
  Optional<DestinationState> news(Instant now) {
    boolean tell = changed;
    changed = false;
    return tell ? Optional.of(state(now)) : Optional.empty();
  }

  DestinationState state(Instant now) {
    return new DestinationState(
        destination,
        window.size(),
        shape.limit(),
        running,
        pause.lasts(now) ? Optional.of(pause.until()) : Optional.empty(),
        pace.isSlowed() ? Optional.of(pace.interval()) : Optional.empty(),
        lastReply.map(HostReply::toString));
  }
}
