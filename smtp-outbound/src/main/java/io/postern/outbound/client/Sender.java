package io.postern.outbound.client;

import io.postern.core.model.HostReply;
import io.postern.core.model.Recipient;
import io.postern.outbound.tls.TlsPlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a shipment to one address: a connection, a conversation, and another try at once where the
 * first one says nothing about the message. Safe for use by many threads.
 */
public final class Sender {
  /** What came of one address. */
  public sealed interface Sent {
    /**
     * The host was there.
     *
     * @param lost why the recipients without an answer have none
     */
    record Conversed(Map<Recipient, Answer> answers, Optional<HostReply> lost) implements Sent {}

    /** There was no connection that is good enough. */
    record NotOpened(Opening why) implements Sent {}
  }

  private final ConnectionPool pool;
  private final FinalTouch touch;
  private final Timeouts timeouts;
  private final Limits limits;

  /** They broke a pipelined flight, and are talked to one command at a time. */
  private final Distrust noPipelining;

  /** They did not know BDAT, and get DATA. */
  private final Distrust noChunking;

  private final AnnouncedSizes sizes;

  /**
   * @param touch put on every message, in the form that the host gets
   */
  public Sender(
      ConnectionPool pool,
      FinalTouch touch,
      Timeouts timeouts,
      InstantSource clock,
      Limits limits) {
    this.pool = pool;
    this.touch = touch;
    this.timeouts = timeouts;
    this.limits = limits;
    this.noPipelining = new Distrust(clock);
    this.noChunking = new Distrust(clock);
    this.sizes = new AnnouncedSizes(clock);
  }

  /** What the hosts of next hops announced. */
  public AnnouncedSizes sizes() {
    return sizes;
  }

  /** Sends to those recipients of the shipment that are named. */
  public Sent send(Target target, TlsPlan plan, Shipment shipment, List<Recipient> recipients) {
    return switch (pool.take(target, plan)) {
      case Opening.Opened(SmtpConnection connection) -> converse(connection, shipment, recipients);
      case Opening none -> new Sent.NotOpened(none);
    };
  }

  private Sent converse(SmtpConnection connection, Shipment shipment, List<Recipient> recipients) {
    boolean reused = connection.used();
    Target target = connection.target();
    Transaction.Result first = run(connection, shipment, recipients);
    if (first.lost().isEmpty()) {
      return conversed(target, first.answers(), first);
    }
    if (first.brokenFlight() && !(reused && !first.mailAnswered())) {
      noPipelining.add(target.address());
    }
    boolean chunkRefused = first.lost().get() instanceof NoChunkingException;
    if (chunkRefused) {
      noChunking.add(target.address());
    }
    boolean worn = first.lost().get() instanceof WornConnectionException;
    boolean stale = reused && !first.mailAnswered();
    boolean again = first.brokenFlight() || stale || worn || chunkRefused;
    return again
        ? repeat(connection, shipment, recipients, first)
        : conversed(target, first.answers(), first);
  }

  /**
   * The loss says nothing about the message: it was an old connection, one that has carried as much
   * as it may, a flight too long, or BDAT to a host that does not know it. It comes to an end: the
   * next connection is new, is not pipelined where a flight broke, goes without BDAT where that was
   * refused, and serves one recipient or more where it is worn.
   */
  private Sent repeat(
      SmtpConnection before,
      Shipment shipment,
      List<Recipient> recipients,
      Transaction.Result first) {
    Target target = before.target();
    List<Recipient> open = new ArrayList<>(recipients);
    open.removeAll(first.answers().keySet());
    return switch (open.isEmpty() ? nobody() : pool.takeNew(target, before.plan())) {
      case Opening.Opened(SmtpConnection connection) ->
          both(target, first, converse(connection, shipment, open));
      case Opening none -> both(target, first, new Sent.NotOpened(none));
    };
  }

  private static Sent both(Target target, Transaction.Result first, Sent rest) {
    return switch (rest) {
      case Sent.Conversed(Map<Recipient, Answer> answers, Optional<HostReply> lost) -> {
        Map<Recipient, Answer> all = new LinkedHashMap<>(first.answers());
        all.putAll(answers);
        yield new Sent.Conversed(all, lost);
      }
      // Nobody was told anything: what is wrong with the host now says more than the loss.
      case Sent.NotOpened none ->
          first.answers().isEmpty() ? none : conversed(target, first.answers(), first);
    };
  }

  private static Opening nobody() {
    return new Opening.Unreachable(HostReply.own(451, "4.4.2", "nobody left to send to"));
  }

  private Transaction.Result run(
      SmtpConnection connection, Shipment shipment, List<Recipient> recipients) {
    try {
      sizes.note(connection.target().nextHop(), connection.capabilities());
      InetSocketAddress address = connection.target().address();
      Conversation.Trust trust =
          new Conversation.Trust(!noPipelining.holds(address), !noChunking.holds(address));
      return new Conversation(connection, shipment, touch, timeouts, trust, limits).run(recipients);
    } catch (RuntimeException | Error e) {
      connection.abort(); // its state is unknown
      throw e;
    } finally {
      pool.give(connection);
    }
  }

  private static Sent.Conversed conversed(
      Target target, Map<Recipient, Answer> answers, Transaction.Result last) {
    return new Sent.Conversed(answers, last.lost().map(e -> lost(target, e)));
  }

  private static HostReply lost(Target target, IOException e) {
    return HostReply.own(
        451, "4.4.2", "Connection to " + target.label() + " lost: " + Connector.describe(e));
  }
}
