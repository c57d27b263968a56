package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Extension;
import io.postern.config.settings.Settings.TlsMode;
import io.postern.core.model.Reply;
import io.postern.core.testing.FakeIntake.Taken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Postfix or Exim in the place of the organisation's own mail server. */
@Timeout(90)
final class RealRelaysTest {
  private static final int MESSAGES = 30;

  @TempDir Path directory;

  @BeforeEach
  void openDirectory() throws Exception {
    // Postfix' own user has to get to its files below.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({
    "none, NONE, ESMTP, ",
    "none, NONE, ESMTP, CHUNKING",
    "encrypt, STARTTLS, ESMTPS, ",
    "encrypt, STARTTLS, ESMTPS, CHUNKING"
  })
  void postfix_relays_everyMessageComesWhole(
      String security, TlsMode tls, String protocol, @Nullable Extension withheld)
      throws Exception {
    try (Lab lab = lab(tls, withheld);
        PostfixRelay postfix = new PostfixRelay(directory, port(lab), security)) {
      assertEverythingComesWhole(lab, postfix, protocol);
    }
  }

  /** Unlike Postfix, Exim sends by BDAT where it may. */
  @ParameterizedTest
  @CsvSource({
    "NONE, ESMTP, ",
    "NONE, ESMTP, CHUNKING",
    "STARTTLS, ESMTPS, ",
    "STARTTLS, ESMTPS, CHUNKING"
  })
  void exim_relays_everyMessageComesWhole_byBdatWhereItIsOffered(
      TlsMode tls, String protocol, @Nullable Extension withheld) throws Exception {
    try (Lab lab = lab(tls, withheld);
        EximRelay exim = new EximRelay(directory, port(lab), tls == TlsMode.STARTTLS)) {
      assertEverythingComesWhole(lab, exim, protocol);
      // Only then does Exim leave the files of its spool alone.
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(lines(exim, " Completed")).hasSize(MESSAGES));
      assertThat(lines(exim, " => "))
          .hasSize(MESSAGES)
          .allMatch(line -> line.contains(" K ") == (withheld == null), "sent by BDAT")
          .allMatch(line -> line.contains(" X=TLS1.") == (tls == TlsMode.STARTTLS), "within TLS");
    }
  }

  /** Those of Exim's log; an arrow is in those of what it has sent. */
  private static List<String> lines(EximRelay exim, String mark) throws IOException {
    return exim.log().lines().filter(line -> line.contains(mark)).toList();
  }

  private static Lab lab(TlsMode tls, @Nullable Extension withheld) throws Exception {
    Lab.Build build = new Lab.Build().tls(tls);
    return (withheld == null ? build : build.withhold(withheld)).start();
  }

  private static void assertEverythingComesWhole(Lab lab, RealRelay relay, String protocol)
      throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      submit(relay, i);
    }
    awaitMessages(lab, relay, MESSAGES);
    assertThat(lab.intake.taken())
        .extracting(t -> t.envelope().upstream().protocol())
        .containsOnly(protocol);
    assertThat(lab.intake.taken())
        .extracting(RealRelaysTest::belowTraces)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, MESSAGES).mapToObj(RealRelaysTest::message).toList());
  }

  @Test
  void postfix_isToldToComeBack_keepsTheMessage() throws Exception {
    try (Lab lab = new Lab.Build().start();
        PostfixRelay postfix = new PostfixRelay(directory, port(lab), "none")) {
      lab.intake.close(Reply.of(452, "4.3.1", "full"));
      submit(postfix, 0);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> postfix.log().contains("said: 452 4.3.1 full"));
      lab.intake.open();
      awaitMessages(lab, postfix, 1);
    }
  }

  private static void awaitMessages(Lab lab, RealRelay relay, int count) {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(lab.intake.taken()).as(relay.log()).hasSize(count));
  }

  /** Larger than what Exim puts into one chunk, with dots, 8-bit octets and long lines. */
  private static String message(int number) {
    return "X-Number: %d\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nFrom: <a@example.org>\r\n"
            .formatted(number)
        + "Message-ID: <%d@example.org>\r\nSubject: x\r\n\r\n".formatted(number)
        + ".\r\n.a dot\r\n..two\r\nBDAT 5 LAST\r\n\u00fc\u00ff\t \r\n\r\n"
        + ("y".repeat(900 + number) + "\r\n").repeat(40)
        + "\r\n.\r\n";
  }

  private static void submit(RealRelay relay, int number) throws Exception {
    String stuffed = message(number).replace("\r\n.", "\r\n..");
    try (Client client = Client.connect(new InetSocketAddress("127.0.0.1", relay.port()))) {
      client.expect("220");
      client.ask("EHLO desk.example.org", "250");
      client.ask("MAIL FROM:<a@example.org> BODY=8BITMIME", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.ask("DATA", "354");
      client.send(stuffed + ".\r\n");
      client.expect("250");
    }
  }

  private static String belowTraces(Taken taken) {
    String text = taken.content().text();
    return text.substring(text.indexOf("X-Number:"));
  }

  private static int port(Lab lab) {
    return lab.listener.address().getPort();
  }
}
