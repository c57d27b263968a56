package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings;
import io.postern.core.model.Reply;
import io.postern.core.testing.FakeIntake.Taken;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Postfix in the place of the organisation's own mail server. */
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
  @CsvSource({"none, NONE, ESMTP", "encrypt, STARTTLS, ESMTPS"})
  void postfix_relays_everyMessageComesWhole(String security, Settings.TlsMode tls, String protocol)
      throws Exception {
    try (Lab lab = new Lab.Build().tls(tls).start();
        PostfixRelay postfix = new PostfixRelay(directory, port(lab), security)) {
      for (int i = 0; i < MESSAGES; i++) {
        submit(postfix, i);
      }
      awaitMessages(lab, postfix, MESSAGES);
      assertThat(lab.intake.taken())
          .extracting(t -> t.envelope().upstream().protocol())
          .containsOnly(protocol);
      assertThat(lab.intake.taken().stream().map(RealRelaysTest::body).distinct())
          .hasSize(MESSAGES)
          .allMatch(b -> b.endsWith("\r\n\r\n.a dot\r\n..two\r\n"));
    }
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

  private static void awaitMessages(Lab lab, PostfixRelay postfix, int count) {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(lab.intake.taken()).as(postfix.log()).hasSize(count));
  }

  private static void submit(PostfixRelay postfix, int number) throws Exception {
    try (Client client = Client.connect(new InetSocketAddress("127.0.0.1", postfix.port))) {
      client.expect("220");
      client.ask("EHLO desk.example.org", "250");
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.ask("DATA", "354");
      client.send("Subject: x\r\nX-Number: " + number + "\r\n\r\n..a dot\r\n...two\r\n.\r\n");
      client.expect("250");
    }
  }

  private static String body(Taken taken) {
    String text = taken.content().text();
    return text.substring(text.indexOf("X-Number:"));
  }

  private static int port(Lab lab) {
    return lab.listener.address().getPort();
  }
}
