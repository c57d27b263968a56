package io.postern.outbound.client;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Recipient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a shipment over one connection, in as many transactions as the number of recipients needs.
 */
final class Conversation {
  /**
   * Keeps a flight and its replies small enough that neither side waits for the other to read (RFC
   * 2920 3.1), whatever the settings say.
   */
  private static final int MAXIMUM_FLIGHT = 100;

  static final HostReply UNREADABLE =
      HostReply.own(451, "4.3.0", "The stored message cannot be read");

  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  /** Which of its offers the host is believed. */
  record Trust(boolean pipelining, boolean chunking) {}

  private final SmtpConnection connection;
  private final Shipment shipment;
  private final FinalTouch touch;
  private final Timeouts timeouts;
  private final Trust trust;
  private final Limits limits;
  private final Map<Recipient, Answer> answers = new LinkedHashMap<>();

  Conversation(
      SmtpConnection connection,
      Shipment shipment,
      FinalTouch touch,
      Timeouts timeouts,
      Trust trust,
      Limits limits) {
    this.connection = connection;
    this.shipment = shipment;
    this.touch = touch;
    this.timeouts = timeouts;
    this.trust = trust;
    this.limits = limits;
  }

  /** Runs until every recipient has an answer or the connection is lost. */
  Transaction.Result run(List<Recipient> recipients) {
    Form form;
    try {
      Capabilities offered = connection.capabilities();
      form =
          Form.of(shipment, trust.chunking ? offered : offered.withoutChunking())
              .touched(touch, shipment);
    } catch (UnreadableContentException | RuntimeException | StackOverflowError e) {
      return notReady(recipients, e);
    }
    return form instanceof Form.None(HostReply why)
        ? same(recipients, new Answer.Rejected(why))
        : run(form, recipients);
  }

  /** Nothing was said to this host, and what others have taken before stays known. */
  private Transaction.Result notReady(List<Recipient> recipients, Throwable cause) {
    // Its message may quote what it choked on; class and place say enough.
    StackTraceElement[] trace = cause.getStackTrace();
    LOG.warn(
        "{} waits, it cannot be made ready: {} at {}",
        shipment.envelope().id(),
        cause.getClass().getName(),
        trace.length == 0 ? "an unknown place" : trace[0]);
    return same(recipients, new Answer.Postponed(UNREADABLE, false, Deferral.OURS));
  }

  /** Without a word to the host. */
  private Transaction.Result same(List<Recipient> recipients, Answer answer) {
    recipients.forEach(r -> answers.put(r, answer));
    return new Transaction.Result(answers, Optional.empty(), true, false);
  }

  private Transaction.Result run(Form form, List<Recipient> recipients) {
    List<Recipient> open = new ArrayList<>(recipients);
    boolean mailAnswered = false;
    while (true) {
      List<Recipient> batch = List.copyOf(open.subList(0, Math.min(open.size(), most())));
      Transaction.Result result = transact(form, batch);
      mailAnswered |= result.mailAnswered();
      keep(result.answers());
      open.removeAll(answers.keySet());
      boolean stop = result.lost().isPresent() || open.isEmpty();
      connection.spoilAfter(limits.transactions(connection.target(), connection.capabilities()));
      if (stop || !connection.usable()) {
        return new Transaction.Result(
            answers, lost(result, open), mailAnswered, result.brokenFlight());
      }
    }
  }

  private int most() {
    int most = limits.recipients(connection.target(), connection.capabilities());
    return trust.pipelining ? Math.min(most, MAXIMUM_FLIGHT) : most;
  }

  /** A defect of ours must not make us forget whom the host has taken already. */
  private Transaction.Result transact(Form form, List<Recipient> batch) {
    try {
      return new Transaction(connection, shipment, form, batch, timeouts, trust.pipelining).run();
    } catch (RuntimeException | StackOverflowError e) {
      connection.abort();
      IOException defect = new IOException("internal error: " + e.getClass().getName(), e);
      return new Transaction.Result(Map.of(), Optional.of(defect), true, false);
    }
  }

  private Optional<IOException> lost(Transaction.Result last, List<Recipient> open) {
    if (last.lost().isPresent() || open.isEmpty()) {
      return last.lost();
    }
    return Optional.of(
        connection.isWorn()
            ? new WornConnectionException()
            : new IOException("the host closed before all recipients were named"));
  }

  /**
   * RFC 5321 4.5.3.1.10: where some were taken, a 452 to the others means "too many at once": they
   * stay open for the next transaction.
   */
  private void keep(Map<Recipient, Answer> given) {
    boolean progress = given.values().stream().anyMatch(Answer.Taken.class::isInstance);
    given.forEach((recipient, answer) -> {
      if (!progress || !tooMany(answer) || !connection.usable()) {
        answers.put(recipient, answer);
      }
    });
  }

  private static boolean tooMany(Answer answer) {
    return answer instanceof Answer.Postponed && answer.reply().reply().code() == 452;
  }
}
