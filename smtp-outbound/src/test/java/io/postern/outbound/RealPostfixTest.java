package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.model.Deferral;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.PostfixReceiver;
import io.postern.outbound.testing.PostfixReceiver.Door;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real Postfix takes, wrote down and said about it. */
@Timeout(60)
class RealPostfixTest {
  private static final Certs CA = new Certs("root");
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");
  private static final EsmtpOptions EIGHT_BIT =
      new EsmtpOptions(Body.EIGHT_BIT_MIME, false, false, Optional.empty(), Optional.empty());

  @TempDir private static Path directory;
  private static PostfixReceiver postfix;

  /** Stands in each message of a test, so that it knows its own. */
  private final String mark = UUID.randomUUID().toString();

  @BeforeAll
  static void start() throws IOException {
    postfix = new PostfixReceiver(directory, CA.good("mx.example.org"));
  }

  @AfterAll
  static void stop() throws IOException {
    postfix.close();
  }

  @Test
  void deliver_severalByVerifiedTls_oneConnectionAndEveryOctet() throws IOException {
    BytesContent message = message("7bit", ".\n..two\nlast without an end");
    long before = said("connect from", "disconnect");
    try (Rig rig = rig(Door.ALL)) {
      for (int i = 0; i < 5; i++) {
        assertThat(deliver(rig, Rig.TLS, message, "jane@example.org"))
            .allMatch(Outcome.Delivered.class::isInstance);
      }
    }
    List<String> mails = arrived(5);
    assertThat(mails)
        .allSatisfy(mail -> {
          assertThat(mail).contains("(using TLSv1.3 with cipher TLS_");
          assertThat(below(mail)).isEqualTo(lines(message) + "\n");
        });
    assertThat(said("connect from", "disconnect")).isEqualTo(before + 1);
  }

  @Test
  void deliver_eightBitToHostWithoutIt_arrivesAsAsciiThatMeansTheSame() throws IOException {
    try (Rig rig = rig(Door.WITHOUT_EIGHT_BIT)) {
      assertThat(deliver(rig, Rig.TLS, message("8bit", "J\u00fcrgen\n"), "jane@example.org"))
          .allMatch(Outcome.Delivered.class::isInstance);
    }
    String mail = arrived(1).getFirst();
    assertThat(mail).matches("(?s)\\p{ASCII}*").contains("Content-Transfer-Encoding: base64");
    String body = mail.substring(mail.indexOf("\n\n") + 2).replace("\n", "");
    assertThat(new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8))
        .isEqualTo("J\u00fcrgen\r\n");
  }

  @Test
  void deliver_eightBitToHostThatTakesIt_arrivesAsItWas() throws IOException {
    BytesContent message = message("8bit", "J\u00fcrgen\n");
    try (Rig rig = rig(Door.ALL)) {
      deliver(rig, Rig.TLS, message, "jane@example.org");
    }
    assertThat(below(arrived(1).getFirst())).isEqualTo(lines(message));
  }

  @Test
  void deliver_withoutPipelining_everybodyGetsIt() throws IOException {
    BytesContent message = message("7bit", "x\n");
    try (Rig rig = rig(Door.WITHOUT_PIPELINING)) {
      assertThat(deliver(rig, Rig.TLS, message, "a@example.org", "b@example.org"))
          .allMatch(Outcome.Delivered.class::isInstance);
    }
    assertThat(arrived(2)).allMatch(mail -> below(mail).equals(lines(message)));
  }

  @Test
  void deliver_someRefusedSomeLater_eachHearsItsOwn() throws IOException {
    List<Outcome> outcomes;
    try (Rig rig = rig(Door.ALL)) {
      outcomes =
          deliver(
              rig,
              Rig.TLS,
              message("7bit", "x\n"),
              "gone@example.org",
              "a@example.org",
              "later@example.org",
              "full@example.org");
    }
    assertThat(outcomes.get(0).toString()).contains("Failed", "550 5.1.1", "no such person");
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
    assertThat(why(outcomes.get(2))).isEqualTo(Deferral.GREYLISTED);
    assertThat(why(outcomes.get(3))).isEqualTo(Deferral.MAILBOX_FULL);
    assertThat(arrived(1).getFirst()).contains("X-Original-To: a@example.org");
  }

  @Test
  void deliver_moreRecipientsThanItTakesAtOnce_everybodyGetsItOnce() throws IOException {
    String[] seven =
        IntStream.range(0, 7).mapToObj(i -> "r" + i + "@example.org").toArray(String[]::new);
    try (Rig rig = rig(Door.THREE_RECIPIENTS)) {
      assertThat(deliver(rig, Rig.TLS, message("7bit", "x\n"), seven))
          .allMatch(Outcome.Delivered.class::isInstance);
    }
    assertThat(arrived(7))
        .extracting(mail -> mail.lines().filter(l -> l.startsWith("X-Original-To")).toList())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(seven).map(r -> List.of("X-Original-To: " + r)).toList());
  }

  @Test
  void deliver_largerThanItTakes_failsWithoutABitOfTheEnvelope() throws IOException {
    BytesContent message = message("7bit", "y".repeat(70).concat("\n").repeat(40));
    try (Rig rig = rig(Door.SMALL)) {
      assertThat(deliver(rig, Rig.TLS, message, "jane@example.org").getFirst().toString())
          .contains("Failed", "552 5.3.4");
    }
    assertThat(postfix.log()).noneMatch(line -> line.contains("size limit"));
    assertThat(own()).isEmpty();
  }

  @Test
  void deliver_hostLeavesAfterTooManyErrors_theTakenAreTakenAndTheRestWaits() throws IOException {
    List<Outcome> outcomes;
    try (Rig rig = rig(Door.STRICT)) {
      outcomes =
          deliver(
              rig,
              Rig.TLS,
              message("7bit", "x\n"),
              "gone@example.org",
              "later@example.org",
              "full@example.org",
              "a@example.org");
    }
    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Failed.class);
    assertThat(outcomes.subList(1, 4)).allMatch(Outcome.Deferred.class::isInstance);
    assertThat(outcomes.toString()).contains("421");
    assertThat(own()).isEmpty();
  }

  @Test
  void deliver_internationalAddress_whereItIsTaken() throws IOException {
    try (Rig all = rig(Door.ALL);
        Rig ascii = rig(Door.WITHOUT_EIGHT_BIT)) {
      BytesContent message = message("7bit", "x\n");
      assertThat(deliver(all, Rig.TLS, message, "j\u00fcrgen@example.org"))
          .allMatch(Outcome.Delivered.class::isInstance);
      assertThat(deliver(ascii, Rig.TLS, message, "j\u00fcrgen@example.org").toString())
          .contains("Failed", "553 5.6.7");
    }
    assertThat(arrived(1)).hasSize(1);
  }

  private static Rig rig(Door door) {
    return new Rig(DNS, Options.of(postfix.port(door), CA.root()));
  }

  private static List<Outcome> deliver(
      Rig rig, Protection protection, BytesContent message, String... to) {
    Envelope envelope = Rig.envelope(EIGHT_BIT, to);
    return rig.deliver(Rig.consignment(envelope, protection, message));
  }

  private BytesContent message(String encoding, String body) {
    return BytesContent.of(
        """
        Subject: test
        From: doctor@clinic.example
        Date: Fri, 20 Nov 2026 10:00:00 +0000
        Message-ID: <%s@clinic.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: %s

        """
                .formatted(mark, encoding)
            + body);
  }

  /** As Postfix keeps them on disk. */
  private static String lines(BytesContent message) {
    return message.text().replace("\r\n", "\n");
  }

  /** Without the fields of Postfix and our trace. */
  private static String below(String mail) {
    return mail.substring(mail.indexOf("Subject: test"));
  }

  private List<String> arrived(int count) throws IOException {
    await().until(() -> own().size() >= count);
    assertThat(own()).hasSize(count);
    return own();
  }

  private List<String> own() throws IOException {
    return postfix.mails().stream().filter(mail -> mail.contains(mark)).toList();
  }

  private static long said(String words, String without) throws IOException {
    return postfix.log().stream()
        .filter(line -> line.contains(words) && !line.contains(without))
        .count();
  }

  private static Deferral why(Outcome outcome) {
    return ((Outcome.Deferred) outcome).why();
  }
}
