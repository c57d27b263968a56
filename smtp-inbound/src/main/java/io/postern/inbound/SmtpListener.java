package io.postern.inbound;

import io.postern.config.settings.Settings;
import io.postern.core.model.Reply;
import io.postern.core.port.Intake;
import io.postern.core.port.Meters;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.core.wire.Wire;
import io.postern.core.wire.Wires;
import io.postern.inbound.auth.Authenticator;
import io.postern.inbound.proxy.Balancers;
import io.postern.inbound.strict.Tolerances;
import io.postern.inbound.upstream.Upstreams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A port that takes mail, with one virtual thread for each session. Safe for use by many threads;
 * started once and stopped once.
 */
public final class SmtpListener implements AutoCloseable {
  private static final Reply BUSY = Reply.of(421, "4.7.0", "Too many sessions, try again later");
  private static final int BACKLOG = 1024;

  /** So that a full descriptor table does not make a busy loop. */
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

  private final Settings.Listener settings;
  private final ListenerContext context;
  private final Balancers balancers;
  private final SessionSlots slots;
  private final Map<Session, Wire> sessions = new ConcurrentHashMap<>();
  private final AtomicLong counter = new AtomicLong();

  /** One party for the listener and one for each session. */
  private final Phaser running = new Phaser(1);

  private volatile @Nullable ServerSocketChannel channel;
  private volatile boolean stopping;

  /**
   * @param listener with paths resolved
   * @param upstreams who may relay, shared by all listeners
   * @param hostname our name in greetings and Received
   * @param authenticator shared by all listeners, so that guesses at one count at the others
   * @param meters where outcomes of AUTH and tolerated deviations are counted
   * @throws IOException where certificate or key cannot be read
   * @throws GeneralSecurityException where they cannot be used
   * @throws IllegalArgumentException where key and certificate do not fit
   */
  public SmtpListener(
      Settings.Listener listener,
      Settings.Limits limits,
      Upstreams upstreams,
      Intake intake,
      InstantSource time,
      String hostname,
      Settings.TlsEngine engine,
      Authenticator authenticator,
      Meters meters)
      throws IOException, GeneralSecurityException {
    this.settings = listener;
    this.context =
        new ListenerContext(
            listener.name(),
            Tolerances.of(listener),
            hostname,
            limits,
            upstreams,
            listener.requireTls(),
            listener.tls() == Settings.TlsMode.IMPLICIT,
            tls(listener, engine),
            TrustedAuthorities.load(listener.clientAuthorities(), true),
            intake,
            authenticator,
            time,
            meters);
    this.balancers = new Balancers(listener.balancers(), limits.handshakeTimeout());
    this.slots = new SessionSlots(limits.sessions(), limits.sessionsPerClient());
  }

  private static Optional<TlsEngines.Server> tls(
      Settings.Listener listener, Settings.TlsEngine engine)
      throws IOException, GeneralSecurityException {
    if (listener.tls() == Settings.TlsMode.NONE) {
      return Optional.empty();
    }
    TlsIdentity identity =
        TlsIdentity.read(listener.certificate().orElseThrow(), listener.key().orElseThrow());
    return Optional.of(TlsEngines.server(identity, engine));
  }

  /**
   * Opens the port and returns.
   *
   * @throws IOException where it cannot be opened
   */
  public void start() throws IOException {
    ServerSocketChannel opened = ServerSocketChannel.open();
    opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    try {
      opened.bind(settings.address().toSocketAddress(), BACKLOG);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    channel = opened;
    SessionLog.listening(settings.name(), opened.getLocalAddress());
    Thread.ofVirtual().name("listener-" + settings.name()).start(() -> acceptAll(opened));
  }

  /** Where it listens, with the port that the system gave. */
  public InetSocketAddress address() {
    try {
      ServerSocketChannel open = channel;
      if (open == null) {
        throw new IllegalStateException("the listener is not started");
      }
      return (InetSocketAddress) open.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("the listener is stopped", e);
    }
  }

  /**
   * Takes no new session and no new message. Messages that are coming in may come in whole until
   * the timeout; then they are cut, unanswered, and stay with their senders.
   */
  public void stop(Duration timeout) {
    stopping = true;
    closeChannel();
    sessions.keySet().forEach(Session::stop);
    int phase = running.arriveAndDeregister();
    try {
      running.awaitAdvanceInterruptibly(phase, timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sessions.values().forEach(Wire::close);
    } catch (InterruptedException e) {
      sessions.values().forEach(Wire::close);
      Thread.currentThread().interrupt();
    }
  }

  /** Stops at once. */
  @Override
  public void close() {
    if (!stopping) {
      stop(Duration.ZERO);
    }
  }

  private void closeChannel() {
    ServerSocketChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        SessionLog.acceptFailed(e);
      }
    }
  }

  private void acceptAll(ServerSocketChannel from) {
    while (!stopping) {
      try {
        SocketChannel accepted = from.accept();
        String name = settings.name() + "-" + counter.incrementAndGet();
        Thread.ofVirtual().name(name).start(() -> serve(accepted));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        SessionLog.acceptFailed(e);
        pause();
      } catch (RuntimeException | Error e) {
        // Out of memory or threads for one session; the port must stay open for the next.
        SessionLog.acceptFailed(e);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(ACCEPT_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel accepted) {
    try (Wire wire = balancers.client(Wires.accept(accepted, context.limits().writeTimeout()))) {
      if (slots.take(wire.remoteAddress().getAddress())) {
        try {
          converse(wire);
        } finally {
          slots.give(wire.remoteAddress().getAddress());
        }
      } else {
        turnAway(wire);
      }
    } catch (IOException e) {
      SessionLog.acceptFailed(e);
    }
  }

  void converse(Wire wire) {
    if (running.register() < 0) {
      return;
    }
    Session session = new Session(context, wire);
    sessions.put(session, wire);
    try {
      if (stopping) {
        session.stop();
      }
      session.run();
    } finally {
      sessions.remove(session);
      running.arriveAndDeregister();
    }
  }

  /** RFC 5321 3.8 and 4.2.1: 421 at connection time; with implicit TLS there is nothing to say. */
  private void turnAway(Wire wire) throws IOException {
    SessionLog.overLimit(wire.remoteAddress().getAddress().getHostAddress());
    if (!context.implicitTls()) {
      byte[] bytes = ReplyText.of(BUSY);
      wire.write(bytes, 0, bytes.length);
      wire.flush();
    }
  }
}
