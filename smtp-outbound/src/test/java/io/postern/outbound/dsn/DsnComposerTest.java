package io.postern.outbound.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Content;
import io.postern.core.port.DsnWriter.Action;
import io.postern.core.port.DsnWriter.Status;
import io.postern.core.testing.BytesContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DsnComposerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String PHI = "Jane Roe biopsy result";
  private static final BytesContent ORIGINAL =
      BytesContent.of(
          """
          Received: from a by b; Fri, 20 Nov 2026 10:00:00 +0000
          From: "Dr. A" <doctor@clinic.example>
          To: "%1$s" <jane@example.org>
          Subject: %1$s
           folded %1$s
          Comments: %1$s
          Keywords: %1$s
          X-Note: %1$s
          Content-Type: application/pdf; name="%1$s.pdf"
          Message-ID: <1@clinic.example>
          Date: Fri, 20 Nov 2026 10:00:00 +0000

          %1$s
          """
              .formatted(PHI));

  @Test
  void write_failed_reportWithoutAnythingOfTheMessage() throws IOException {
    Recipient recipient =
        new Recipient(
            Mailbox.parse("jane@example.org"), Set.of(), Optional.of("rfc822;j+2Broe@example.org"));
    HostReply reply =
        new HostReply("mx.example.org[192.0.2.1]:25", Reply.of(550, "5.1.1", "no such user"));

    String dsn = write(Action.FAILED, ORIGINAL, new Status(recipient, reply, Optional.empty()));

    assertThat(dsn)
        .contains(
            "From: \"Mail Delivery\" <postmaster@gateway.example>\r\n",
            "To: <doctor@clinic.example>\r\n",
            "Auto-Submitted: auto-replied\r\n",
            "report-type=delivery-status",
            "There is no such mailbox. Check the part before the @.",
            "Original-Envelope-Id: env=1\r\n",
            "Reporting-MTA: dns; gateway.example\r\n",
            "Arrival-Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n",
            "Original-Recipient: rfc822; j+roe@example.org\r\n",
            "Final-Recipient: rfc822; jane@example.org\r\n",
            "Action: failed\r\n",
            "Status: 5.1.1\r\n",
            "Remote-MTA: dns; mx.example.org\r\n",
            "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
            "Last-Attempt-Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n",
            "text/rfc822-headers",
            "Message-ID: <1@clinic.example>\r\n",
            "Received: from a by b")
        .doesNotContain("Jane", "biopsy", "Comments", "Keywords", "X-Note", ".pdf");
    assertThat(dsn.replace("\r\n", "")).doesNotContain("\r", "\n");
    assertThat(dsn.lines()).allMatch(l -> l.length() <= 998);
  }

  @Test
  void write_delayed_retryUntil() throws IOException {
    String dsn =
        write(
            Action.DELAYED,
            ORIGINAL,
            new Status(
                Recipient.of("jane@example.org"),
                HostReply.own(451, "4.4.1", "no answer"),
                Optional.of(NOW.plusSeconds(3600))));

    assertThat(dsn)
        .contains(
            "Action: delayed\r\n",
            "Status: 4.4.1\r\n",
            "Will-Retry-Until: Sat, 21 Nov 2026 13:00:00 +0000\r\n",
            "You need not send it again.")
        .doesNotContain("Remote-MTA");
  }

  @Test
  void write_hostileReply_staysInItsField() throws IOException {
    String text = "%s %n <b>\u0007 ünï " + "x".repeat(5000);
    String dsn =
        write(
            Action.FAILED,
            ORIGINAL,
            new Status(
                Recipient.of("jane@example.org"),
                new HostReply("mx[192.0.2.1]:25", Reply.plain(550, text)),
                Optional.empty()));

    assertThat(dsn).contains("Status: 5.0.0\r\n", "%s %n <b>").doesNotContain("\u0007");
    assertThat(dsn.lines()).allMatch(l -> l.length() <= 998);
    String status = dsn.substring(dsn.indexOf("message/delivery-status"));
    assertThat(status.chars()).allMatch(c -> c < 128);
  }

  @Test
  void write_internationalRecipient_globalForm() throws IOException {
    String dsn =
        write(
            Action.FAILED,
            ORIGINAL,
            new Status(
                Recipient.of("jürgen@example.org"),
                HostReply.own(553, "5.6.7", "not offered"),
                Optional.empty()));

    assertThat(dsn)
        .contains(
            "message/global-delivery-status",
            "message/global-headers",
            "Final-Recipient: utf-8; jürgen@example.org\r\n");
  }

  @Test
  void write_originalUnreadable_reportAllTheSame() throws IOException {
    Content broken =
        new Content() {
          @Override
          public long size() {
            return 1;
          }

          @Override
          public InputStream open() throws IOException {
            throw new IOException("seal broken");
          }
        };
    String dsn =
        write(
            Action.FAILED,
            broken,
            new Status(
                Recipient.of("jane@example.org"),
                HostReply.own(550, "5.1.1", "no"),
                Optional.empty()));

    assertThat(dsn).contains("Action: failed").doesNotContain("seal");
  }

  private static String write(Action action, Content content, Status status) throws IOException {
    EsmtpOptions options =
        new EsmtpOptions(
            EsmtpOptions.Body.SEVEN_BIT, false, false, Optional.empty(), Optional.of("env+3D1"));
    Envelope original =
        envelope("doctor@clinic.example", status.recipient(), options, "2026-11-20T10:00:00Z");
    Envelope notice =
        envelope("", Recipient.of("doctor@clinic.example"), EsmtpOptions.NONE, NOW.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new DsnComposer("gateway.example", InstantSource.fixed(NOW))
        .write(action, original, content, List.of(status), notice, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Envelope envelope(
      String from, Recipient to, EsmtpOptions options, String receivedAt) {
    return new Envelope(
        MessageId.create(1),
        Upstream.own("gateway.example"),
        ReversePath.of(from),
        List.of(to),
        Instant.parse(receivedAt),
        options);
  }
}
