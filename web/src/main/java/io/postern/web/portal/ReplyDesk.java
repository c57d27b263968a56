package io.postern.web.portal;

import io.postern.config.settings.PortalSettings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import io.postern.core.store.Database;
import io.postern.core.store.PortalStore;
import io.postern.core.store.PortalStore.Item;
import io.postern.core.store.PortalStore.State;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the reader's answer and hands it to the gateway as a message like any other: screened,
 * decided, sealed. Safe for use by many threads.
 */
final class ReplyDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyDesk.class);

  private final PortalSettings settings;
  private final PortalUrl url;
  private final Notices notices;
  private final FormGuard guard;
  private final ReadingRoom room;
  private final StoredMessages messages;
  private final Intake intake;
  private final Database database;
  private final InstantSource clock;

  ReplyDesk(
      PortalSettings settings,
      PortalUrl url,
      Notices notices,
      FormGuard guard,
      ReadingRoom room,
      StoredMessages messages,
      Intake intake,
      Database database,
      InstantSource clock) {
    this.settings = settings;
    this.url = url;
    this.notices = notices;
    this.guard = guard;
    this.room = room;
    this.messages = messages;
    this.intake = intake;
    this.database = database;
    this.clock = clock;
  }

  /** The form did not come from our own page, or it is empty. */
  private static final class NotTakenException extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean forged;

    NotTakenException(boolean forged) {
      super(forged ? "form without its token" : "empty reply");
      this.forged = forged;
    }
  }

  /** Takes the form with its files. */
  Answer take(Visit visit, Item item, String path) throws IOException {
    String type = visit.request().getHeaders().get(HttpHeader.CONTENT_TYPE);
    String boundary = type == null ? null : MultiPart.extractBoundary(type);
    Letter original = LetterReader.read(messages.content(item.message(), item.rewriting()));
    Optional<Mailbox> to = item.mayReply() ? room.answerTo(item, original) : Optional.empty();
    if (boundary == null || to.isEmpty() || !guard.sameOrigin(visit.request())) {
      return notices.forbidden();
    }
    MessageId id = MessageId.create(clock.millis());
    Envelope envelope = envelope(id, item, to.get(), visit.client());
    try (Draft draft = intake.newDraft(id);
        InputStream body = limited(visit)) {
      ReplyForm.read(body, boundary, new Composer(draft, envelope, original, visit, path));
      return answer(intake.accept(envelope, draft), item, path);
    } catch (NotTakenException e) {
      return e.forged ? notices.forbidden() : notices.empty(path + "/message");
    } catch (ReplyForm.MalformedFormException e) {
      return notices.forbidden();
    }
  }

  private Answer answer(Acceptance acceptance, Item item, String path) {
    return switch (acceptance) {
      case Acceptance.Accepted(MessageId reply) -> {
        noteReplied(item, reply);
        yield notices.sent(path + "/message");
      }
      case Acceptance.Refused(var reply) ->
          reply.permanent() ? notices.refused(path + "/message") : notices.later(path + "/message");
    };
  }

  /**
   * The reply is taken: its own accepted event, committed with it, names the portal and the reader.
   * Where this second note of it fails, an error page would only make the reader send it twice.
   */
  private void noteReplied(Item item, MessageId reply) {
    try {
      database
          .write(tx -> {
            PortalStore.advance(tx, item.locatorHash(), State.REPLIED);
            tx.audit(new AuditEvent.Replied(item.message(), item.recipient(), reply));
            return true;
          })
          .join();
    } catch (RuntimeException e) {
      LOG.error("portal: reply {} taken, but not noted: {}", reply, e.getClass().getName());
    }
  }

  private Envelope envelope(MessageId id, Item item, Mailbox to, String client) {
    Mailbox from = Mailbox.parse(item.recipient());
    boolean utf8 = from.needsUtf8() || to.needsUtf8();
    EsmtpOptions options =
        new EsmtpOptions(
            utf8 ? EsmtpOptions.Body.EIGHT_BIT_MIME : EsmtpOptions.Body.SEVEN_BIT,
            utf8,
            false,
            Optional.empty(),
            Optional.empty());
    Upstream portal =
        new Upstream(
            "portal",
            Upstream.Kind.PORTAL,
            client,
            "portal",
            url.https() ? "HTTPS" : "HTTP",
            Optional.empty());
    Instant now = clock.instant();
    return new Envelope(
        id, portal, new ReversePath.From(from), List.of(Recipient.of(to)), now, options);
  }

  private InputStream limited(Visit visit) {
    return new LimitedStream(visit.upload(), settings.replySize().bytes());
  }

  /** Writes the message as the form comes in. */
  private final class Composer implements ReplyForm.Sink {
    private final ReplyWriter writer;
    private final Envelope envelope;
    private final Letter original;
    private final Visit visit;
    private final String path;

    Composer(Draft draft, Envelope envelope, Letter original, Visit visit, String path) {
      this.writer = new ReplyWriter(draft.sink());
      this.envelope = envelope;
      this.original = original;
      this.visit = visit;
      this.path = path;
    }

    @Override
    public void fields(Map<String, String> fields, boolean filesFollow) throws IOException {
      if (!guard.genuine(visit.request(), path, fields.getOrDefault("token", ""))) {
        throw new NotTakenException(true);
      }
      String text = fields.getOrDefault("text", "");
      if (text.isBlank() && !filesFollow) {
        throw new NotTakenException(false);
      }
      writer.heading(heading());
      writer.text(text, filesFollow);
    }

    private ReplyWriter.Heading heading() {
      Mailbox operator = Mailbox.parse(settings.from());
      return new ReplyWriter.Heading(
          Mailbox.parse(envelope.from().toString()),
          envelope.to().getFirst().mailbox(),
          operator.address(),
          original,
          "<" + envelope.id() + "@" + operator.domain() + ">",
          envelope.receivedAt());
    }

    @Override
    public void beginFile(String name) throws IOException {
      writer.beginFile(SafeFileName.of(name, "attachment"));
    }

    @Override
    public void file(byte[] bytes) throws IOException {
      writer.file(bytes);
    }

    @Override
    public void endFile() throws IOException {
      writer.endFile();
    }

    @Override
    public void end() throws IOException {
      writer.end();
    }
  }
}
