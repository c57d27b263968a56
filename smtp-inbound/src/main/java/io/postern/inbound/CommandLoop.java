package io.postern.inbound;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.core.model.Reply;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;
import java.util.Optional;

/** Greets, then reads commands and runs their verbs until the session is to close. */
final class CommandLoop {
  private static final Reply SYNTAX = Reply.of(500, "5.5.2", "Command not understood");
  private static final Reply TOO_LONG = Reply.of(500, "5.5.2", "Command line too long");
  private static final Reply LINE_ENDS =
      Reply.of(500, "5.5.2", "Lines end with CRLF and hold UTF-8 without control characters");
  private static final Reply UNKNOWN = Reply.of(500, "5.5.1", "Command not known");
  private static final Reply EARLY = Reply.plain(554, "Wait for the greeting (RFC 5321 3.1)");
  private static final Reply OUT_OF_STEP =
      Reply.of(554, "5.5.0", "Wait for the reply before sending more (RFC 2920 3.1)");

  private final Session session;
  private final Conversation conversation;
  private final Conduct conduct;
  private final Interruption interruption;

  CommandLoop(Session session) {
    this.session = session;
    this.conversation = session.conversation();
    this.conduct = session.conduct();
    this.interruption = session.interruption();
  }

  void run() throws IOException {
    greet();
    while (!session.isClosing()) {
      State state = session.state();
      interruption.idle(state instanceof State.Connected || state instanceof State.Ready);
      Optional<Interruption.Cause> stop = interruption.beforeNextMessage();
      if (stop.isPresent()) {
        session.close(stop.get().reply());
      } else {
        command();
      }
    }
  }

  private void greet() throws IOException {
    if (conversation.hasInput() && !session.tolerates(Tolerance.EARLY_TALK)) {
      session.close(EARLY);
    } else {
      session.reply(Reply.plain(220, session.context().hostname() + " ESMTP Postern"));
    }
  }

  private void command() throws IOException {
    switch (awaitLine()) {
      case Conversation.Line.Text(var text) -> run(text);
      case Conversation.Line.TooLong() -> refuse(TOO_LONG);
      case Conversation.Line.Malformed() -> refuse(LINE_ENDS);
      case Conversation.Line.End() -> end();
    }
    Optional<Reply> verdict = conduct.verdict();
    if (verdict.isPresent() && !session.isClosing()) {
      session.close(verdict.get());
    }
  }

  /** A line that is no command. Behind BDAT octets follow that are none either, and how many? */
  private void refuse(Reply reply) throws IOException {
    conduct.command();
    if (conversation.mayBeChunk()) {
      session.close(reply);
    } else {
      session.reply(reply);
    }
  }

  private Conversation.Line awaitLine() throws IOException {
    Settings.Limits limits = session.context().limits();
    interruption.beginWait();
    try {
      return conversation.readLine(limits.commandLine(), limits.commandTimeout());
    } finally {
      interruption.endWait();
    }
  }

  /** The client is gone, or we have ended our waiting. */
  private void end() throws IOException {
    Optional<Interruption.Cause> ours = interruption.cause();
    if (ours.isPresent()) {
      session.close(ours.get().reply());
    } else {
      session.leave();
    }
  }

  private void run(String line) throws IOException {
    interruption.idle(false);
    int space = line.indexOf(' ');
    String name = space < 0 ? line : line.substring(0, space);
    String argument = space < 0 ? "" : line.substring(space + 1).stripTrailing();
    Optional<Verb> verb = Verbs.find(name);
    if (verb.isEmpty()) {
      refuse(name.isEmpty() ? SYNTAX : UNKNOWN);
    } else if (isInStep(verb.get())) {
      conduct.command();
      run(verb.get(), argument);
    } else {
      session.close(OUT_OF_STEP);
    }
  }

  private void run(Verb verb, String argument) throws IOException {
    try {
      verb.run(session, argument);
    } catch (SyntaxException e) {
      session.reply(e.reply());
    }
  }

  /**
   * A client that sends more before the answer to certain commands, or before pipelining was
   * offered, does not read replies: what it sends is meant for somebody else.
   */
  private boolean isInStep(Verb verb) throws IOException {
    Optional<Tolerance> deviation =
        session.client().isExtended() || verb.endsInput()
            ? verb.pipelinedBehind()
            : Optional.of(Tolerance.UNOFFERED_PIPELINING);
    return deviation.isEmpty() || !conversation.hasInput() || session.tolerates(deviation.get());
  }
}
