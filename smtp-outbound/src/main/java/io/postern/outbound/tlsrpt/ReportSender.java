package io.postern.outbound.tlsrpt;

import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.Recipient.Notify;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import io.postern.core.tlsrpt.ReportWriter;
import io.postern.core.tlsrpt.TlsReport;
import io.postern.outbound.https.HttpsClient;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sends one report to one target. Mail goes into the queue like any other of our own, and is told
 * of to nobody where it fails. Safe for use by many threads.
 */
public final class ReportSender {
  private static final String TYPE = "application/tlsrpt+gzip";

  /** What came of it. */
  sealed interface Sent {
    /** The web server or our queue has it. */
    record Taken() implements Sent {}

    /** Perhaps another time. */
    record NotNow(String why) implements Sent {}

    /** Not this one, ever. */
    record Never(String why) implements Sent {}
  }

  private final Submitter submitter;
  private final Intake intake;
  private final HttpsClient web;
  private final Predicate<String> signs;
  private final InstantSource clock;

  /**
   * @param signs whether mail from a domain gets a DKIM signature
   */
  public ReportSender(
      Submitter submitter,
      Intake intake,
      HttpsClient web,
      Predicate<String> signs,
      InstantSource clock) {
    this.submitter = submitter;
    this.intake = intake;
    this.web = web;
    this.signs = signs;
    this.clock = clock;
  }

  Submitter submitter() {
    return submitter;
  }

  /**
   * Sends, blocking for a minute at most.
   *
   * @param domain whom the report is for
   */
  Sent send(TlsReport report, String domain, ReportTarget target) {
    byte[] packed = ReportWriter.gzip(report);
    return switch (target) {
      case ReportTarget.Mail mail -> mailed(report, domain, mail, packed);
      case ReportTarget.Web there -> posted(there, packed);
    };
  }

  private Sent posted(ReportTarget.Web there, byte[] packed) {
    try {
      int status = web.post(there.uri().getHost(), there.path(), TYPE, packed).status();
      return status / 100 == 2
          ? new Sent.Taken()
          : new Sent.NotNow("the web server answered " + status);
    } catch (IOException e) {
      return new Sent.NotNow(String.valueOf(e.getMessage()));
    }
  }

  private Sent mailed(TlsReport report, String domain, ReportTarget.Mail mail, byte[] packed) {
    // RFC 8460 3: whoever gets a report without a signature has to ignore it.
    if (!signs.test(submitter.domain())) {
      return new Sent.Never("there is no DKIM key for " + submitter.domain());
    }
    Envelope envelope = envelope(mail);
    try (Draft draft = intake.newDraft(envelope.id())) {
      draft.sink().write(ReportMail.compose(report, domain, packed, submitter, envelope));
      return switch (intake.acceptOwn(envelope, draft, new Protection.OpportunisticTls())) {
        case Acceptance.Accepted _ -> new Sent.Taken();
        case Acceptance.Refused refused ->
            new Sent.NotNow("our queue answered " + refused.reply().code());
      };
    } catch (IOException e) {
      return new Sent.NotNow("our store does not take it");
    }
  }

  /** With the null reverse path, to which nobody may answer (RFC 5321 6.1). */
  private Envelope envelope(ReportTarget.Mail mail) {
    return new Envelope(
        MessageId.create(clock.millis()),
        Upstream.own(submitter.hostname()),
        new ReversePath.Null(),
        List.of(new Recipient(mail.mailbox(), Set.of(Notify.NEVER), Optional.empty())),
        clock.instant(),
        EsmtpOptions.NONE.with(EsmtpOptions.Body.EIGHT_BIT_MIME));
  }
}
