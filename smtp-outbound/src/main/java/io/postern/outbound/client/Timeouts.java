package io.postern.outbound.client;

import io.postern.config.settings.Settings;
import java.time.Duration;

/**
 * How long each step may take (RFC 5321 4.5.3.2).
 *
 * @param handshake the whole TLS handshake
 * @param reply greeting and replies to commands
 * @param data the reply to DATA
 * @param content the reply to the end of the content
 * @param write one write that the peer does not take
 */
public record Timeouts(
    Duration connect,
    Duration handshake,
    Duration reply,
    Duration data,
    Duration content,
    Duration write) {
  private static final Duration HANDSHAKE = Duration.ofSeconds(60);

  /** RFC 5321 4.5.3.2.4 and 4.5.3.2.5. */
  private static final Duration DATA = Duration.ofMinutes(2);

  private static final Duration WRITE = Duration.ofMinutes(3);

  /**
   * The configured ones; those without a setting are the standard's, cut to the configured wait.
   */
  public static Timeouts of(Settings.Outbound settings) {
    Duration reply = settings.replyTimeout();
    return new Timeouts(
        settings.connectTimeout(),
        least(HANDSHAKE, reply),
        reply,
        least(DATA, reply),
        settings.contentTimeout(),
        least(WRITE, reply));
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
