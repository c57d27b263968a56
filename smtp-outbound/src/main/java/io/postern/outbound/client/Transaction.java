package io.postern.outbound.client;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.port.Content;
import io.postern.outbound.tls.TlsVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One mail transaction on a connection (RFC 5321 3.3): MAIL, RCPT and DATA in one flight where the
 * host takes PIPELINING, then the content; with BDAT in the place of DATA where the host takes
 * that. For one thread, once.
 */
final class Transaction {
  /** A refusal that came while we were writing is there already, or never. */
  private static final Duration EARLY_REPLY = Duration.ofSeconds(2);

  /** RFC 5321 4.5.3.2 names no time for RSET; hosts answer it without work. */
  private static final Duration RESET = Duration.ofSeconds(20);

  private static final Set<Integer> UNKNOWN_COMMAND = Set.of(500, 502, 503, 504);

  private final SmtpConnection connection;
  private final Shipment shipment;
  private final Form form;
  private final EnvelopeCommands commands;
  private final Timeouts timeouts;
  private final boolean pipelined;
  private final Map<Recipient, Answer> answers = new LinkedHashMap<>();
  private List<Recipient> open;
  private boolean mailAnswered;
  private boolean contentStarted;
  private boolean ended;

  /**
   * @param form what of the message this host is given
   * @param recipients those of the shipment to send to now
   * @param pipelining whether the host may be trusted with it where it offers it
   */
  Transaction(
      SmtpConnection connection,
      Shipment shipment,
      Form form,
      List<Recipient> recipients,
      Timeouts timeouts,
      boolean pipelining) {
    this.connection = connection;
    this.shipment = shipment;
    this.form = form;
    this.commands = EnvelopeCommands.of(shipment, form, connection.capabilities());
    this.timeouts = timeouts;
    this.pipelined = pipelining && connection.capabilities().pipelining();
    this.open = recipients;
  }

  /**
   * What came of it.
   *
   * @param answers for those recipients of which something is known
   * @param lost why the rest is without an answer
   * @param mailAnswered whether the host answered to MAIL, so that this was a real attempt
   * @param brokenFlight whether it ended inside a pipelined flight
   */
  record Result(
      Map<Recipient, Answer> answers,
      Optional<IOException> lost,
      boolean mailAnswered,
      boolean brokenFlight) {}

  Result run() {
    requireDemand();
    Optional<IOException> lost = Optional.empty();
    try {
      refuseObstacles();
      if (!open.isEmpty()) {
        envelope();
        leaveClean();
      }
    } catch (IOException e) {
      connection.abort();
      lost = Optional.of(e);
    }
    connection.countTransaction();
    boolean brokenFlight = lost.isPresent() && pipelined && !contentStarted;
    return new Result(answers, lost, mailAnswered, brokenFlight);
  }

  /** The last look before anything of the message is said, whatever brought it here. */
  private void requireDemand() {
    boolean met =
        connection.plan().meets(shipment.demand())
            && switch (connection.plan().need()) {
              case MAY -> true;
              case ENCRYPT -> connection.tls().isPresent();
              case VERIFY ->
                  connection.tls().filter(TlsVerdict.Verified.class::isInstance).isPresent();
            };
    if (!met) {
      throw new IllegalStateException("the connection is not as good as the message demands");
    }
  }

  private void refuseObstacles() {
    for (Recipient recipient : List.copyOf(open)) {
      commands.obstacle(recipient).ifPresent(o -> answer(recipient, new Answer.Rejected(o)));
    }
  }

  private void envelope() throws IOException {
    List<Recipient> asked = open;
    String mail = commands.mail(asked);
    if (pipelined) {
      queueFlight(mail, asked);
    }
    Reply answer = next(mail, timeouts.reply());
    mailAnswered = true;
    if (!completed(answer)) {
      answerOpen(answer);
      skip(pipelined ? asked.size() + (byData() ? 1 : 0) : 0);
      return;
    }
    recipients(asked);
    // Without PIPELINING there is no need to say DATA for nobody; with it, it was said.
    boolean said = pipelined && byData();
    if (connection.usable() && (said || !open.isEmpty())) {
      transfer();
    }
  }

  private void transfer() throws IOException {
    if (byData()) {
      data();
    } else {
      content(); // BDAT needs no leave, so nothing of the flight waits for it
    }
  }

  private boolean byData() {
    return form instanceof Form.Data;
  }

  private void queueFlight(String mail, List<Recipient> asked) throws IOException {
    connection.queue(mail);
    for (Recipient recipient : asked) {
      connection.queue(commands.rcpt(recipient));
    }
    if (byData()) {
      connection.queue("DATA");
    }
    connection.flush();
  }

  private void recipients(List<Recipient> asked) throws IOException {
    for (Recipient recipient : asked) {
      Reply reply = next(commands.rcpt(recipient), timeouts.reply());
      if (!connection.usable()) {
        answerOpen(reply); // 421: for this one and all that follow
        return;
      }
      if (!completed(reply)) {
        requireSequence(reply);
        answer(recipient, refusal(asRecipientLimit(reply), connection.why(reply)));
      }
    }
  }

  private void data() throws IOException {
    Reply reply = next("DATA", timeouts.data());
    if (reply.code() == 354) {
      content();
    } else if (reply.positive()) {
      throw new MalformedReplyException("DATA answered with " + reply.code());
    } else {
      if (!open.isEmpty()) {
        requireSequence(reply);
      }
      answerOpen(reply);
    }
  }

  private void content() throws IOException {
    contentStarted = true;
    if (!open.isEmpty() && !written()) {
      return;
    }
    Reply reply = afterDot();
    requireChunking(reply);
    // RFC 3030 2: after a chunk that was refused, RSET.
    ended = byData() || completed(reply);
    answerAfterContent(reply);
  }

  /** False where the content may not be ended, and everybody has an answer. */
  private boolean written() throws IOException {
    try {
      if (writtenAs(form)) {
        return true;
      }
    } catch (UnreadableContentException e) {
      postponeOpen(Conversation.UNREADABLE, Deferral.OURS);
      connection.abort();
      return false;
    } catch (IOException e) {
      // The host stopped reading; it may have said why before.
    }
    Reply early = connection.reply(EARLY_REPLY);
    if (early.positive()) {
      throw new MalformedReplyException("a positive reply before the end of the content");
    }
    requireChunking(early);
    answerAfterContent(early);
    connection.abort();
    return false;
  }

  /** False where the host said something before the end of the data. */
  private boolean writtenAs(Form form) throws IOException {
    return switch (form) {
      case Form.Data(Content content, var body) -> {
        connection.writeContent(content);
        yield !connection.hasUnread();
      }
      case Form.Chunk(Content content, var body) -> {
        connection.writeChunk(content);
        yield true; // the end went with it, so the answer may be there already
      }
      case Form.None none -> throw new IllegalStateException("there is nothing to send");
    };
  }

  /**
   * Filters like to quote what they refuse; once they saw content, a refusal's text goes nowhere.
   */
  private static Reply withoutQuotes(Reply reply) {
    return completed(reply)
        ? reply
        : new Reply(
            reply.code(),
            reply.enhanced(),
            List.of("refused after the content (the text is withheld, it may quote the message)"));
  }

  private Reply afterDot() throws IOException {
    try {
      if (byData()) {
        connection.endContent();
      }
      return connection.reply(timeouts.content());
    } catch (IOException e) {
      postponeOpen(
          HostReply.own(
              451,
              "4.4.2",
              "The connection to "
                  + connection.target().label()
                  + " ended after the content and before its answer; the message may arrive twice"
                  + " (possible duplicate)"),
          Deferral.UNANSWERED);
      throw new UnknownResultException(e);
    }
  }

  /** The reply to a command, which is sent now unless it went with the flight. */
  private Reply next(String command, Duration timeout) throws IOException {
    return pipelined ? connection.reply(timeout) : connection.ask(command, timeout);
  }

  /**
   * After MAIL was taken, 503 to what follows means that the host lost a part of the flight; asked
   * one by one it may do better.
   */
  private void requireSequence(Reply reply) throws IOException {
    if (pipelined && reply.code() == 503) {
      throw new MalformedReplyException("the host does not cope with PIPELINING");
    }
  }

  /** RFC 5321 4.2.4, 4.3.2: so says who does not know a command, and nothing of the content. */
  private void requireChunking(Reply reply) throws NoChunkingException {
    if (!byData() && UNKNOWN_COMMAND.contains(reply.code())) {
      throw new NoChunkingException(reply.code());
    }
  }

  /** A refusal of MAIL stands, whether or not the host stays to answer the rest of the flight. */
  private void skip(int replies) {
    try {
      for (int i = 0; i < replies && connection.usable(); i++) {
        Reply reply = connection.reply(timeouts.reply());
        if (reply.code() == 354) {
          connection.endContent();
          connection.reply(timeouts.content());
        }
      }
    } catch (IOException e) {
      connection.abort();
    }
  }

  /** Ends a transaction that came to nothing, so that the connection can be used again. */
  private void leaveClean() throws IOException {
    if (!ended && connection.usable() && !completed(connection.ask("RSET", RESET))) {
      connection.spoil();
    }
  }

  private void answerOpen(Reply reply) {
    answerOpen(reply, connection.why(reply));
  }

  /** What the text of a refusal means is known before it is withheld. */
  private void answerAfterContent(Reply reply) {
    answerOpen(withoutQuotes(reply), connection.why(reply));
  }

  private void answerOpen(Reply reply, Deferral why) {
    for (Recipient recipient : List.copyOf(open)) {
      answer(recipient, completed(reply) ? taken(recipient, reply) : refusal(reply, why));
    }
  }

  /** Nobody else is asked. */
  private void postponeOpen(HostReply reply, Deferral why) {
    for (Recipient recipient : List.copyOf(open)) {
      answer(recipient, new Answer.Postponed(reply, false, why));
    }
  }

  private void answer(Recipient recipient, Answer answer) {
    answers.put(recipient, answer);
    open = open.stream().filter(r -> !r.equals(recipient)).toList();
  }

  private Answer taken(Recipient recipient, Reply reply) {
    return new Answer.Taken(
        connection.from(reply),
        connection.tls().map(TlsVerdict::proof),
        connection.openedAt(),
        commands.passesSuccessWish(recipient));
  }

  /** By the class of the code alone (RFC 5321 4.2.1); what is neither 4 nor 5 is no clear no. */
  private Answer refusal(Reply reply, Deferral why) {
    HostReply said = connection.from(reply);
    return reply.permanent() ? new Answer.Rejected(said) : new Answer.Postponed(said, true, why);
  }

  private static boolean completed(Reply reply) {
    return reply.code() / 100 == 2;
  }

  /** RFC 5321 4.5.3.1.10: 552 to RCPT means 452, too many recipients. */
  private static Reply asRecipientLimit(Reply reply) {
    return reply.code() == 552 ? new Reply(452, Optional.empty(), reply.lines()) : reply;
  }
}
