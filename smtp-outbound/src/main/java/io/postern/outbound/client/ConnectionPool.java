package io.postern.outbound.client;

import io.postern.core.model.HostReply;
import io.postern.outbound.tls.TlsPlan;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connections that are used again, and the number of connections per address. A connection serves
 * only the next hop, the plan, the source and, on a return route, the upstream that it was opened
 * for, because its verdict and our name on it hold for those alone. Safe for use by many threads.
 */
public final class ConnectionPool implements AutoCloseable {
  /** A worker waits this long for a connection to a busy host before the message is put back. */
  private static final Duration BUSY_WAIT = Duration.ofMinutes(1);

  private record Purpose(
      String host, String nextHop, TlsPlan plan, String source, Optional<String> upstream) {
    static Purpose of(Target target, TlsPlan plan) {
      return new Purpose(
          target.host().name(),
          target.nextHop(),
          plan,
          target.source().name(),
          target.via().map(KnownRelay::upstream));
    }
  }

  private record Idle(SmtpConnection connection, Purpose purpose, Instant since) {}

  /** The right to one connection, and what has to be closed for it. */
  private record Claim(Optional<SmtpConnection> idle, List<SmtpConnection> surplus) {}

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
  Opening take(Target target, TlsPlan plan) {
    return take(target, plan, true);
  }

  /** A new connection for one user. */
  Opening takeNew(Target target, TlsPlan plan) {
    return take(target, plan, false);
  }

  private Opening take(Target target, TlsPlan plan, boolean mayBeIdle) {
    Optional<Purpose> wanted = mayBeIdle ? Optional.of(Purpose.of(target, plan)) : Optional.empty();
    while (true) {
      Optional<Claim> claim = claim(target.address(), wanted);
      if (claim.isEmpty()) {
        return busy(target);
      }
      closeAll(claim.get().surplus());
      Optional<SmtpConnection> idle = claim.get().idle();
      if (idle.isEmpty()) {
        return open(target, plan);
      }
      if (!stale(idle.get())) {
        return new Opening.Opened(idle.get());
      }
      drop(idle.get());
    }
  }

  private Opening open(Target target, TlsPlan plan) {
    boolean opened = false;
    try {
      Opening opening = connector.open(target, plan);
      if (opening instanceof Opening.Opened(SmtpConnection connection)) {
        connection.openedAt(clock.instant());
        opened = true;
      }
      return opening;
    } finally {
      if (!opened) {
        release(target.address());
      }
    }
  }

  /** Gives a connection back after use. */
  void give(SmtpConnection connection) {
    Instant now = clock.instant();
    boolean keep = connection.usable() && now.isBefore(connection.openedAt().plus(maximumUse));
    lock.lock();
    try {
      if (keep && !closed) {
        Slots host = slotsOf(connection.target().address());
        Purpose purpose = Purpose.of(connection.target(), connection.plan());
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

  /**
   * Waits for the right to use one connection more.
   *
   * @return the right, with an idle connection where one is wanted and there; empty where the host
   *     stays busy
   */
  private Optional<Claim> claim(InetSocketAddress address, Optional<Purpose> wanted) {
    lock.lock();
    try {
      Slots host = slots.computeIfAbsent(address, a -> new Slots(lock.newCondition()));
      if (!awaitFree(host)) {
        return Optional.empty();
      }
      host.taken++;
      Optional<SmtpConnection> idle = wanted.flatMap(p -> pick(host, p));
      return Optional.of(new Claim(idle, surplus(host)));
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitFree(Slots host) {
    long left = BUSY_WAIT.toNanos();
    host.waiting++;
    try {
      while (host.taken >= perAddress && left > 0) {
        left = host.freed.awaitNanos(left);
      }
      return host.taken < perAddress;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      host.waiting--;
    }
  }

  private static Optional<SmtpConnection> pick(Slots host, Purpose purpose) {
    Iterator<Idle> each = host.idle.iterator();
    while (each.hasNext()) {
      Idle idle = each.next();
      if (idle.purpose().equals(purpose)) {
        each.remove();
        return Optional.of(idle.connection());
      }
    }
    return Optional.empty();
  }

  /** Idle connections of other purposes must not add up with new ones beyond the limit. */
  private List<SmtpConnection> surplus(Slots host) {
    List<SmtpConnection> surplus = new ArrayList<>();
    while (host.total() > perAddress && !host.idle.isEmpty()) {
      surplus.add(host.idle.removeLast().connection());
    }
    return surplus;
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
    closeAll(expired);
  }

  /** At once, because a host that does not answer to QUIT costs a second. */
  private static void closeAll(List<SmtpConnection> connections) {
    if (!connections.isEmpty()) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        connections.forEach(c -> threads.execute(c::close));
      }
    }
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
    return new Opening.Busy(
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
