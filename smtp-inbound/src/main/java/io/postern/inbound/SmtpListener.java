package io.postern.inbound;

import io.postern.config.settings.Extension;
import io.postern.config.settings.Settings;
import io.postern.core.model.Reply;
import io.postern.core.port.Intake;
import io.postern.core.port.Meters;
import io.postern.core.wire.IdentityFiles;
import io.postern.core.wire.LiveIdentity;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.core.wire.Wire;
import io.postern.core.wire.Wires;
import io.postern.inbound.auth.Authenticator;
import io.postern.inbound.proxy.Balancers;
import io.postern.inbound.strict.Tolerances;
import io.postern.inbound.upstream.Upstreams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /** And not a line in the log for each: one in ten seconds. */
  private static final long FAILURES_PER_LINE = 100;

  private final Settings.Listener settings;
  private final ListenerContext context;
  private final Balancers balancers;
  private final SessionSlots slots;
  private final RunningSessions sessions = new RunningSessions();
  private final AtomicLong counter = new AtomicLong();
  private final Duration certificateInterval;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private volatile @Nullable ServerSocketChannel channel;
  private volatile boolean stopping;

  /**
   * @param listener with paths resolved
   * @param upstreams who may relay, shared by all listeners
   * @param server our name in greetings and Received, and how often certificates are looked at
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
      Settings.Server server,
      Authenticator authenticator,
      Meters meters)
      throws IOException, GeneralSecurityException {
    this.settings = listener;
    this.context =
        new ListenerContext(
            listener.name(),
            Tolerances.of(listener),
            Extension.allBut(listener.withhold()),
            server.hostname(),
            limits,
            upstreams,
            listener.requireTls(),
            listener.tls() == Settings.TlsMode.IMPLICIT,
            tls(listener, time, meters),
            TrustedAuthorities.load(listener.clientAuthorities(), true),
            intake,
            authenticator,
            time,
            meters,
            new InboundMeters(meters, listener.name()));
    this.balancers = new Balancers(listener.balancers(), limits.handshakeTimeout());
    this.slots = new SessionSlots(limits.sessions(), limits.sessionsPerClient());
    this.certificateInterval = server.certificateInterval();
    context.counts().sessions(sessions::count);
  }

  private static Optional<LiveIdentity> tls(
      Settings.Listener listener, InstantSource time, Meters meters)
      throws IOException, GeneralSecurityException {
    if (listener.tls() == Settings.TlsMode.NONE) {
      return Optional.empty();
    }
    IdentityFiles files = IdentityFiles.of(listener).orElseThrow();
    return Optional.of(new LiveIdentity(listener.name(), files, listener.engine(), time, meters));
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
    context.tls().ifPresent(identity -> Thread.ofVirtual().start(() -> watch(identity)));
  }

  private void watch(LiveIdentity identity) {
    try {
      while (!stopped.await(certificateInterval.toMillis(), TimeUnit.MILLISECONDS)) {
        identity.look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at the certificate's files now, instead of when their time comes. */
  public void reloadCertificate() {
    context.tls().ifPresent(LiveIdentity::look);
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
   * the timeout; then they are cut with 421 and stay with their senders.
   */
  public void stop(Duration timeout) {
    stopping = true;
    stopped.countDown();
    closeChannel();
    sessions.stop(timeout);
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
    long failures = 0;
    while (!stopping) {
      try {
        SocketChannel accepted = from.accept();
        failures = 0;
        String name = settings.name() + "-" + counter.incrementAndGet();
        Thread.ofVirtual().name(name).start(() -> serve(accepted));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException | Error e) {
        // Out of descriptors, memory or threads: the port must stay open for the next.
        relieve(e, failures++);
      }
    }
  }

  /** A full descriptor table stays full until sessions end: those that only wait go first. */
  private void relieve(Throwable e, long failures) {
    context.counts().acceptFailed();
    if (failures % FAILURES_PER_LINE == 0) {
      SessionLog.acceptFailed(e);
    }
    sessions.hurry(context.limits().stressTimeout());
    try {
      Thread.sleep(ACCEPT_PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel accepted) {
    context.counts().connected();
    try (Wire wire = balancers.client(Wires.accept(accepted, context.limits().writeTimeout()))) {
      if (slots.stressed()) {
        sessions.hurry(context.limits().stressTimeout());
      }
      InetAddress client = wire.remoteAddress().getAddress();
      SessionSlots.Answer answer = slots.take(client);
      switch (answer) {
        case TAKEN -> converse(wire, client);
        case NONE_LEFT, NONE_LEFT_FOR_CLIENT -> turnAway(wire, answer);
      }
    } catch (IOException e) {
      SessionLog.acceptFailed(e);
    }
  }

  private void converse(Wire wire, InetAddress client) {
    try {
      converse(wire);
    } finally {
      slots.give(client);
    }
  }

  /** Runs a session on a wire, whoever made it. */
  void converse(Wire wire) {
    sessions.run(new Session(context, wire), wire);
  }

  /** RFC 5321 3.8 and 4.2.1: 421 at connection time; with implicit TLS there is nothing to say. */
  private void turnAway(Wire wire, SessionSlots.Answer why) throws IOException {
    context.counts().turnedAway(why);
    SessionLog.overLimit(wire.remoteAddress().getAddress().getHostAddress());
    if (!context.implicitTls()) {
      byte[] bytes = ReplyText.of(BUSY);
      wire.write(bytes, 0, bytes.length);
      wire.flush();
    }
  }
}
