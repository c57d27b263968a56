package io.postern.outbound.client;

import io.postern.core.model.HostReply;
import io.postern.outbound.tls.TlsDemand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connections that are used again, and the number of connections per address. A connection serves
 * only the next hop and the demand it was opened for, because its verdict holds for those alone.
 * Safe for use by many threads.
 */
public final class ConnectionPool implements AutoCloseable {
  /** A worker waits this long for a connection to a busy host before the message is put back. */
  private static final Duration BUSY_WAIT = Duration.ofMinutes(1);

  private record Purpose(String host, String nextHop, TlsDemand demand) {
    static Purpose of(Target target, TlsDemand demand) {
      return new Purpose(target.host().name(), target.nextHop(), demand);
    }
  }

  private record Idle(SmtpConnection connection, Purpose purpose, Instant since) {}

  /** The connections to one address. */
  private static final class Slots {
    final Deque<Idle> idle = new ArrayDeque<>();
    final Condition freed;
    int taken;
    int waiting;

    Slots(Condition freed) {
      this.freed = freed;
    }

    int total() {
      return taken + idle.size();
    }
  }

  private final Connector connector;
  private final int perAddress;
  private final Duration maximumIdle;
  private final Duration maximumUse;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InetSocketAddress, Slots> slots = new HashMap<>();
  private final ScheduledExecutorService reaper =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("smtp-pool").factory());
  private boolean closed;

  /**
   * @param perAddress connections to one address at once, 1 or more
   * @param maximumIdle unused ones are closed after this time
   * @param maximumUse none is used longer than this; a limit in time, not in messages, keeps slow
   *     hosts from holding all connections
   */
  public ConnectionPool(
      Connector connector,
      int perAddress,
      Duration maximumIdle,
      Duration maximumUse,
      InstantSource clock) {
    this.connector = connector;
    this.perAddress = perAddress;
    this.maximumIdle = maximumIdle;
    this.maximumUse = maximumUse;
    this.clock = clock;
    long every = Math.max(100, maximumIdle.toMillis() / 2);
    reaper.scheduleWithFixedDelay(this::closeExpired, every, every, TimeUnit.MILLISECONDS);
  }

  /** A connection for one user, an idle one where there is one. */
  Opening take(Target target, TlsDemand demand) {
    return take(target, demand, true);
  }

  /** A new connection for one user. */
  Opening takeNew(Target target, TlsDemand demand) {
    return take(target, demand, false);
  }

  private Opening take(Target target, TlsDemand demand, boolean mayBeIdle) {
    Purpose purpose = Purpose.of(target, demand);
    Optional<SmtpConnection> idle = Optional.empty();
    do {
      idle.ifPresent(this::drop); // taken before and found dead
      try {
        if (!reserve(target.address())) {
          return busy(target);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return busy(target);
      }
      idle = mayBeIdle ? pick(target.address(), purpose) : Optional.empty();
    } while (idle.isPresent() && stale(idle.get()));
    makeRoom(target.address());
    return idle.<Opening>map(Opening.Opened::new).orElseGet(() -> open(target, demand));
  }

  private Opening open(Target target, TlsDemand demand) {
    Opening opening = connector.open(target, demand);
    if (opening instanceof Opening.Opened(SmtpConnection connection)) {
      connection.openedAt(clock.instant());
    } else {
      release(target.address());
    }
    return opening;
  }

  /** Gives a connection back after use. */
  void give(SmtpConnection connection) {
    Instant now = clock.instant();
    boolean keep = connection.usable() && now.isBefore(connection.openedAt().plus(maximumUse));
    lock.lock();
    try {
      if (keep && !closed) {
        Slots host = slotsOf(connection.target().address());
        Purpose purpose = Purpose.of(connection.target(), connection.demand());
        host.idle.addFirst(new Idle(connection, purpose, now));
        host.taken--;
        host.freed.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    drop(connection);
  }

  private void drop(SmtpConnection connection) {
    connection.close();
    release(connection.target().address());
  }

  /** Waits until a connection more may be used; an idle one counts only once it is taken. */
  private boolean reserve(InetSocketAddress address) throws InterruptedException {
    long left = BUSY_WAIT.toNanos();
    lock.lockInterruptibly();
    try {
      Slots host = slots.computeIfAbsent(address, a -> new Slots(lock.newCondition()));
      host.waiting++;
      try {
        while (host.taken >= perAddress && left > 0) {
          left = host.freed.awaitNanos(left);
        }
        boolean mine = host.taken < perAddress;
        host.taken += mine ? 1 : 0;
        return mine;
      } finally {
        host.waiting--;
      }
    } finally {
      lock.unlock();
    }
  }

  private void release(InetSocketAddress address) {
    lock.lock();
    try {
      Slots host = slotsOf(address);
      host.taken--;
      host.freed.signal();
      forgetEmpty(address, host);
    } finally {
      lock.unlock();
    }
  }

  private Optional<SmtpConnection> pick(InetSocketAddress address, Purpose purpose) {
    lock.lock();
    try {
      Iterator<Idle> each = slotsOf(address).idle.iterator();
      while (each.hasNext()) {
        Idle idle = each.next();
        if (idle.purpose().equals(purpose)) {
          each.remove();
          return Optional.of(idle.connection());
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** An idle connection of another purpose must not add up with new ones beyond the limit. */
  private void makeRoom(InetSocketAddress address) {
    List<SmtpConnection> surplus = new ArrayList<>();
    lock.lock();
    try {
      Slots host = slotsOf(address);
      while (host.total() > perAddress && !host.idle.isEmpty()) {
        surplus.add(host.idle.removeLast().connection());
      }
    } finally {
      lock.unlock();
    }
    surplus.forEach(SmtpConnection::close);
  }

  /** Closes what has been idle or in use for too long. */
  void closeExpired() {
    Instant now = clock.instant();
    List<SmtpConnection> expired = new ArrayList<>();
    lock.lock();
    try {
      for (InetSocketAddress address : List.copyOf(slots.keySet())) {
        Slots host = slotsOf(address);
        host.idle.removeIf(i -> expired(i, now) && expired.add(i.connection()));
        forgetEmpty(address, host);
      }
    } finally {
      lock.unlock();
    }
    expired.forEach(SmtpConnection::close);
  }

  private boolean expired(Idle idle, Instant now) {
    return closed
        || !now.isBefore(idle.since().plus(maximumIdle))
        || !now.isBefore(idle.connection().openedAt().plus(maximumUse));
  }

  /** The slots of an address of which something is taken, waited for or idle. */
  private Slots slotsOf(InetSocketAddress address) {
    return Objects.requireNonNull(slots.get(address));
  }

  private void forgetEmpty(InetSocketAddress address, Slots host) {
    if (host.total() == 0 && host.waiting == 0) {
      slots.remove(address);
    }
  }

  /** True where an idle connection ended or its host said something, which can only be goodbye. */
  private static boolean stale(SmtpConnection connection) {
    try {
      return connection.hasUnread();
    } catch (IOException e) {
      return true;
    }
  }

  private Opening busy(Target target) {
    return new Opening.Unreachable(
        HostReply.own(451, "4.4.5", "All connections to " + target.label() + " are in use"));
  }

  /** Closes the idle connections now and the others when they are given back. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    reaper.shutdownNow();
    closeExpired();
  }
}
