package io.postern.outbound.dsn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.DsnWriter.Action;
import io.postern.core.port.DsnWriter.Status;
import io.postern.core.testing.BytesContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A notification about any message, after any answer of a host: three parts, lines, the fields that
 * may go back, and nothing else of the message.
 */
final class DsnFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String PHI = "Jane-Roe-biopsy";
  private static final String REST = "\r\nSubject: " + PHI + "\r\n\r\n" + PHI + "\r\n";

  /** Up to the first line feed what the host said, then the header of the message. */
  @FuzzTest(maxDuration = "60s")
  void notification(byte[] octets) throws IOException {
    String all = new String(octets, ISO_8859_1);
    int end = all.indexOf('\n');
    String said = end < 0 ? all : all.substring(0, end);
    String header = end < 0 ? "" : all.substring(end + 1);
    String dsn = written(said, header);

    assertThat(dsn).doesNotContain(PHI).doesNotContainPattern("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]");
    assertThat(dsn.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    String boundary = dsn.lines().filter(l -> l.startsWith("--postern-")).findFirst().orElseThrow();
    assertThat(dsn.lines().filter(l -> l.startsWith(boundary))).hasSize(4);
    String status = dsn.split(boundary + "\r\n", -1)[2];
    assertThat(status.split("\r\nStatus: ", -1)).hasSize(2);
    assertThat(status.split("\r\nFinal-Recipient: ", -1)).hasSize(2);
    String returned = dsn.split(boundary, -1)[3];
    assertThat(returned.substring(returned.indexOf("\r\n\r\n") + 4).lines())
        .allMatch(DsnFuzzTest::mayGoBack);
  }

  private static boolean mayGoBack(String line) {
    return line.isEmpty()
        || line.startsWith(" ")
        || line.matches("(?i)(date|from|message-id|mime-version|received)[ ]*:.*");
  }

  private static String written(String said, String header) throws IOException {
    EsmtpOptions options =
        new EsmtpOptions(
            EsmtpOptions.Body.SEVEN_BIT, false, false, Optional.empty(), Optional.of(xtext(said)));
    Recipient recipient =
        new Recipient(
            Mailbox.parse("jane@example.org"), Set.of(), Optional.of("rfc822;" + xtext(said)));
    Reply reply = Reply.plain(550, said.replaceAll("\\p{Cntrl}", "?"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new DsnComposer("gateway.example", InstantSource.fixed(NOW))
        .write(
            Action.FAILED,
            envelope("doctor@clinic.example", recipient, options),
            new BytesContent((header + REST).getBytes(ISO_8859_1)),
            List.of(new Status(recipient, new HostReply("mx.example", reply), Optional.empty())),
            envelope("", Recipient.of("doctor@clinic.example"), EsmtpOptions.NONE),
            out);
    return out.toString(UTF_8);
  }

  /** Every character as RFC 3461 4 encodes the worst of them. */
  private static String xtext(String text) {
    byte[] octets = text.getBytes(US_ASCII);
    return text.isEmpty()
        ? "x"
        : new String(octets, US_ASCII)
            .chars()
            .mapToObj("+%02X"::formatted)
            .collect(Collectors.joining());
  }

  private static Envelope envelope(String from, Recipient to, EsmtpOptions options) {
    return new Envelope(
        MessageId.create(1),
        Upstream.own("gateway.example"),
        ReversePath.of(from),
        List.of(to),
        NOW,
        options);
  }
}
