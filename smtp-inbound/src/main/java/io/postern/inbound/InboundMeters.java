package io.postern.inbound;

import io.postern.core.model.Reply;
import io.postern.core.port.Meters;
import io.postern.core.wire.HandshakeException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * What one listener counts, in one place so that it can be seen at a glance that no label holds an
 * address or anything that a client says. Safe for use by many threads.
 */
final class InboundMeters {
  private final Meters meters;
  private final String listener;

  InboundMeters(Meters meters, String listener) {
    this.meters = meters;
    this.listener = listener;
  }

  void sessions(DoubleSupplier open) {
    meters.gauge("postern_inbound_sessions", open, "listener", listener);
  }

  void connected() {
    count("postern_inbound_connections");
  }

  void acceptFailed() {
    count("postern_inbound_accept_failures");
  }

  void turnedAway(SessionSlots.Answer why) {
    count("postern_inbound_turned_away", "reason", lower(why));
  }

  void ended(String why) {
    count("postern_inbound_sessions_ended", "why", why);
  }

  /** A reply that refuses something, for now or for good. */
  void refused(Reply reply) {
    count(
        "postern_inbound_refusals",
        "code",
        Integer.toString(reply.code()),
        "status",
        reply.enhanced().map(Object::toString).orElse("none"));
  }

  /** A whole message was answered after it was judged and, where accepted, durable. */
  void answered(Reply reply, long octets, Duration wait) {
    String outcome = reply.positive() ? "accepted" : reply.code() < 500 ? "deferred" : "refused";
    count("postern_inbound_messages", "outcome", outcome);
    record("postern_inbound_message_octets", (double) octets);
    record("postern_inbound_commit_seconds", wait.toNanos() / 1e9);
  }

  void shookHands(SSLSession session, Duration time) {
    count("postern_inbound_handshakes", "outcome", "ok", "version", session.getProtocol());
    record("postern_inbound_handshake_seconds", time.toNanos() / 1e9);
  }

  void handshakeFailed(SSLException e) {
    String outcome = e instanceof HandshakeException own ? lower(own.reason()) : "protocol";
    count("postern_inbound_handshakes", "outcome", outcome, "version", "none");
  }

  private void count(String name, String... labels) {
    meters.count(name, with(labels));
  }

  private void record(String name, double value) {
    meters.record(name, value, "listener", listener);
  }

  private String[] with(String... labels) {
    String[] all = new String[labels.length + 2];
    all[0] = "listener";
    all[1] = listener;
    System.arraycopy(labels, 0, all, 2, labels.length);
    return all;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
