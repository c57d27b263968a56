package io.postern.outbound;

import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Rig.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Mailbox;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Certs;
import io.postern.core.testing.FakeClock;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What hosts may answer, and what becomes of the message then. */
class ScriptedDeliveryTest {
  private static final Certs CA = new Certs("root");
  private static final String[] ONE = {"a@example.org"};
  private static final String[] TWO = {"a@example.org", "b@example.org"};
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");

  @Test
  void deliver_pipelining_oneFlightAndReplyPerRecipient() throws IOException {
    List<Outcome> outcomes =
        deliver(
            TWO,
            p -> {
              p.open("PIPELINING", "SIZE 1000000");
              p.hear("MAIL FROM:<doctor@clinic.example> SIZE=" + Rig.SENT_SIZE);
              p.hear("RCPT TO:<a@example.org>");
              p.hear("RCPT TO:<b@example.org>");
              p.hear("DATA");
              p.say("250 ok", "250 ok", "550 5.1.1 no such user", "354 go on");
              p.hearContent();
              p.say("250 2.0.0 queued as 1");
            });

    assertThat(outcomes.get(0).toString()).contains("Delivered", "queued as 1");
    assertThat(outcomes.get(1).toString()).contains("Failed", "no such user", "mx.example.org[");
  }

  @Test
  void deliver_repliesInPieces_understood() throws IOException {
    List<Outcome> outcomes =
        deliver(
            ONE,
            p -> {
              p.sayInPieces("220-scripted.example\r\n220 ready");
              p.hear("EHLO");
              p.sayInPieces("250-scripted.example\r\n250-PIPELINING\r\n250 SIZE");
              p.hear("MAIL");
              p.sayInPieces("250 2.1.0 ok");
              p.sayInPieces("250 2.1.5 ok");
              p.sayInPieces("354 go on");
              p.hear("RCPT");
              p.hear("DATA");
              p.hearContent();
              p.sayInPieces("250-2.0.0 taken\r\n250 2.0.0 really");
            });

    assertThat(delivered(outcomes.getFirst())).contains("taken / really");
  }

  @Test
  void deliver_byteForByte_dotsAndSmugglingNormalised() throws IOException {
    String smuggle = "a: b\r\n\r\n.\n.\r\n\r.\r\n\n.\r\rMAIL FROM:<x@y>\r\n.\r\n..\r\nend";
    StringBuilder got = new StringBuilder();
    List<Outcome> outcomes =
        deliver(
            new BytesContent(smuggle.getBytes(StandardCharsets.US_ASCII)),
            Options.of(0),
            ONE,
            p -> {
              p.open();
              p.hear("MAIL");
              p.say("250 ok").hear("RCPT");
              p.say("250 ok").hear("DATA");
              p.say("354 go on");
              got.append(p.hearContent());
              p.say("250 taken");
              p.takeAll();
            });

    assertThat(delivered(outcomes.getFirst())).contains("taken");
    // One message, no bare CR or LF, every line that began with a dot has two.
    assertThat(Rig.below(got.toString()))
        .isEqualTo("a: b\r\n\r\n..\r\n..\r\n .\r\n\r\n..  MAIL FROM:<x@y>\r\n..\r\n...\r\nend\r\n");
  }

  @Test
  void deliver_starttlsInjection_nothingOfTheMessageSent() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> {
              p.open("STARTTLS");
              p.hear("STARTTLS");
              p.say("220 go ahead", "250-injected.example", "250 PIPELINING");
              p.handshake(CA.good("mx.example.org")).takeAll();
            });
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()))) {
      Outcome outcome = rig.deliver(Rig.TLS, ONE).getFirst();

      assertThat(outcome).isInstanceOf(Outcome.Unprotectable.class);
      assertThat(server.heard()).doesNotContain(CANARY).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_capabilitiesBeforeTls_forgotten() throws IOException {
    List<Outcome> outcomes =
        deliver(
            MESSAGE,
            Options.of(0, CA.root()),
            ONE,
            p -> {
              p.open("STARTTLS", "PIPELINING", "SIZE 10");
              p.secure(CA.good("mx.example.org")).offer();
              p.takeAll();
            });

    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void deliver_opportunisticHandshakeFails_secondConnectionInClear() throws IOException {
    Script broken =
        p -> {
          p.open("STARTTLS");
          p.hear("STARTTLS");
          p.say("220 go ahead");
          p.say("this is not TLS");
        };
    List<Outcome> outcomes = deliver(ONE, broken, p -> p.open("STARTTLS").takeAll());

    assertThat(delivered(outcomes.getFirst())).contains("taken");
  }

  @Test
  void deliver_verifiedStarttlsRefused_neverInClear() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> {
              p.open("STARTTLS");
              p.hear("STARTTLS");
              p.say("502 5.5.1 not now");
              p.takeAll();
            });
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()))) {
      assertThat(rig.deliver(Rig.TLS, ONE).getFirst())
          .isEqualTo(new Outcome.Unprotectable("STARTTLS was answered with 502", Optional.empty()));
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.heard()).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_allRecipientsRefusedButData354_loneDot() throws IOException {
    StringBuilder content = new StringBuilder("?");
    List<Outcome> outcomes =
        deliver(
            ONE,
            p -> {
              p.open("PIPELINING");
              p.hear("MAIL");
              p.hear("RCPT");
              p.hear("DATA");
              p.say("250 ok", "550 5.1.1 no", "354 go on");
              content.replace(0, 1, p.hearContent());
              p.say("554 5.5.1 no valid recipients");
              p.takeAll();
            });

    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Failed.class);
    assertThat(content.toString()).isEmpty();
  }

  @Test
  void deliver_mailRefusedThenClosed_refusalStands() throws IOException {
    List<Outcome> outcomes =
        deliver(
            TWO,
            p -> {
              p.open("PIPELINING");
              p.hear("MAIL");
              p.say("550 5.7.1 not from you");
            });

    assertThat(outcomes).hasSize(2).allMatch(Outcome.Failed.class::isInstance);
  }

  @Test
  void deliver_greeting421_deferred() throws IOException {
    assertThat(deliver(ONE, p -> p.say("421 4.3.2 too busy")).getFirst().toString())
        .contains("Deferred", "too busy");
  }

  @Test
  void deliver_greeting554_fails() throws IOException {
    assertThat(deliver(ONE, p -> p.say("554 no service")).getFirst())
        .isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void deliver_greeting554WhereTlsIsAMust_notBelieved() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.say("554 no service"));
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()))) {
      assertThat(rig.deliver(Rig.TLS, ONE).getFirst()).isInstanceOf(Outcome.Deferred.class);
    }
  }

  @Test
  void deliver_421BetweenRecipients_restDeferredAndContentNotSent() throws IOException {
    List<Outcome> outcomes =
        deliver(
            TWO,
            p -> {
              p.open("PIPELINING");
              p.hear("MAIL");
              p.hear("RCPT");
              p.hear("RCPT");
              p.say("250 ok", "550 5.1.1 no", "421 4.3.2 leaving");
            });

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Failed.class);
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void deliver_552AfterRcpt_deferredAs452() throws IOException {
    List<Outcome> outcomes =
        deliver(
            ONE,
            p -> {
              p.open();
              p.hear("MAIL");
              p.say("250 ok").hear("RCPT");
              p.say("552 too many recipients");
              p.takeAll();
            });

    assertThat(outcomes.getFirst().toString()).contains("Deferred", "452");
  }

  @Test
  void deliver_452ToSecond_secondTransactionAtOnce() throws IOException {
    List<Outcome> outcomes =
        deliver(
            TWO,
            p -> {
              p.open();
              p.hear("MAIL");
              p.say("250 ok").hear("RCPT");
              p.say("250 ok").hear("RCPT");
              p.say("452 4.5.3 too many").hear("DATA");
              p.say("354 go on").hearContent();
              p.say("250 first");
              p.takeAll();
            });

    assertThat(delivered(outcomes.get(0))).contains("first");
    assertThat(delivered(outcomes.get(1))).contains("taken");
  }

  @Test
  void deliver_oddCodes_byClass() throws IOException {
    assertThat(deliver(ONE, answersRcpt("422 mailbox full")).getFirst())
        .isInstanceOf(Outcome.Deferred.class);
    assertThat(deliver(ONE, answersRcpt("599 no")).getFirst()).isInstanceOf(Outcome.Failed.class);
    assertThat(deliver(ONE, answersRcpt("251 will forward")).getFirst())
        .isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void deliver_foreignEnhancedCode_isText() throws IOException {
    assertThat(deliver(ONE, answersRcpt("550 4.7.1 later or never")).getFirst().toString())
        .contains("Failed", "550 4.7.1 later");
  }

  @Test
  void deliver_notSmtp_deferred() throws IOException {
    assertThat(deliver(ONE, p -> p.say("SSH-2.0-OpenSSH_9.2")).getFirst())
        .isInstanceOf(Outcome.Deferred.class);
    assertThat(deliver(ONE, p -> p.say("220-a", "250 b")).getFirst())
        .isInstanceOf(Outcome.Deferred.class);
    assertThat(deliver(ONE, p -> p.say("220 " + "x".repeat(10_000))).getFirst())
        .isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void deliver_connectionLostAfterDot_deferredAsPossibleDuplicateWithoutAnotherHost()
      throws IOException {
    Script lost =
        p -> {
          p.open("PIPELINING");
          p.hear("MAIL");
          p.hear("RCPT");
          p.hear("DATA");
          p.say("250 ok", "250 ok", "354 go on").hearContent();
        };
    try (ScriptedServer first = new ScriptedServer(lost);
        ScriptedServer second =
            new ScriptedServer("127.0.0.2", first.port(), p -> p.open().takeAll());
        Rig rig = new Rig(twoHosts(), Options.of(first.port()))) {
      assertThat(rig.deliver(Rig.ANY, "a@two.example").getFirst().toString())
          .contains("Deferred", "possible duplicate");
      assertThat(first.connections()).isEqualTo(1);
      assertThat(second.connections()).isZero();
    }
  }

  @Test
  void deliver_positiveReplyBeforeDot_isNoDelivery() throws IOException {
    List<Outcome> outcomes =
        deliver(
            ONE,
            p -> {
              p.open("PIPELINING");
              p.hear("MAIL");
              p.hear("RCPT");
              p.hear("DATA");
              p.say("250 ok", "250 ok", "354 go on", "250 taken already");
              p.hearContent();
            });

    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void deliver_contentUnreadable_noDotIsSent() throws IOException {
    Content torn =
        new Content() {
          @Override
          public long size() {
            return 100;
          }

          @Override
          public InputStream open() {
            return new SequenceInputStream(
                new ByteArrayInputStream("a: b\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII)),
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    throw new IOException("seal broken");
                  }

                  @Override
                  public int read(byte[] target, int offset, int length) throws IOException {
                    throw new IOException("seal broken");
                  }
                });
          }
        };
    try (ScriptedServer server = new ScriptedServer(p -> p.open().takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      Outcome outcome =
          rig.deliver(Rig.consignment(Rig.ANY, torn, EsmtpOptions.NONE, ONE)).getFirst();

      assertThat(outcome.toString()).contains("Deferred", "cannot be read");
      assertThat(server.heard()).doesNotContain("\r\n.\r\n");
    }
  }

  @Test
  void deliver_flightSwallowed_askedOneByOne() throws IOException {
    Script swallows =
        p -> {
          p.open("PIPELINING");
          p.hear("MAIL");
          p.hear("RCPT");
          p.hear("DATA");
          p.say("250 ok", "503 5.5.1 bad sequence");
        };
    try (ScriptedServer server = new ScriptedServer(swallows, p -> p.open("PIPELINING").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      assertThat(delivered(rig.deliver(Rig.ANY, ONE).getFirst())).contains("taken");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void deliver_silentHost_deferredInTime() throws IOException {
    long start = System.nanoTime();
    List<Outcome> outcomes =
        deliver(MESSAGE, Options.of(0).reply(Duration.ofMillis(300)), ONE, p -> p.hear("never"));

    assertThat(outcomes.getFirst().toString()).contains("Deferred", "no answer in time");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void deliver_tooLargeForHost_fails534WithoutMail() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open("SIZE 10").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, ONE).getFirst().toString()).contains("Failed", "552 5.3.4");
      assertThat(server.heard()).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_utf8LocalPartNotOffered_fails567OnlyForThatRecipient() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open().takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      List<Outcome> outcomes = rig.deliver(Rig.ANY, "jürgen@example.org", "a@example.org");

      assertThat(outcomes.get(0).toString()).contains("Failed", "553 5.6.7");
      assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
      assertThat(server.heard()).doesNotContain("SMTPUTF8");
    }
  }

  @Test
  void deliver_utf8DomainOnly_goesAsALabel() throws IOException {
    FakeDns dns =
        new FakeDns()
            .mx("xn--bcher-kva.example", "10 mx.example.org")
            .a("mx.example.org", "127.0.0.1");
    try (ScriptedServer server = new ScriptedServer(p -> p.open("SMTPUTF8").takeAll());
        Rig rig = new Rig(dns, Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, "a@bücher.example").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(server.heard())
          .contains("RCPT TO:<a@xn--bcher-kva.example>")
          .doesNotContain("SMTPUTF8");
    }
  }

  @Test
  void deliver_dsnOffered_parametersPassedOn() throws IOException {
    EsmtpOptions options =
        new EsmtpOptions(
            EsmtpOptions.Body.EIGHT_BIT_MIME,
            true,
            false,
            Optional.of(EsmtpOptions.Ret.FULL),
            Optional.of("env+3D1"));
    Recipient recipient =
        new Recipient(
            Recipient.of("a@example.org").mailbox(),
            Set.of(Recipient.Notify.SUCCESS, Recipient.Notify.FAILURE),
            Optional.of("rfc822;b@example.org"));
    var plain = Rig.envelope(options, "a@example.org");
    var envelope =
        new io.postern.core.model.Envelope(
            plain.id(),
            plain.upstream(),
            plain.from(),
            List.of(recipient),
            plain.receivedAt(),
            options);
    try (ScriptedServer server = new ScriptedServer(p -> p.open("DSN", "8BITMIME").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      rig.deliver(Rig.consignment(envelope, Rig.ANY, MESSAGE));

      assertThat(server.heard())
          .contains("MAIL FROM:<doctor@clinic.example> BODY=8BITMIME RET=FULL ENVID=env+3D1\r\n")
          .contains(
              "RCPT TO:<a@example.org> NOTIFY=FAILURE,SUCCESS ORCPT=rfc822;b@example.org\r\n");
    }
  }

  @Test
  void deliver_quotedLocalPartAndLiteral_areSaidAsTheyCame() throws IOException {
    for (String to :
        List.of("\"a@b\"@example.org", "\"x>\\\"@ y\"@example.org", "\"@\"@[127.0.0.1]")) {
      try (ScriptedServer server = new ScriptedServer(p -> p.open().takeAll());
          Rig rig = new Rig(DNS, Options.of(server.port()))) {
        assertThat(rig.deliver(Rig.ANY, to).getFirst()).isInstanceOf(Outcome.Delivered.class);
        assertThat(server.heard()).contains("RCPT TO:<" + to + ">\r\n");
      }
    }
  }

  @Test
  void deliver_successWish_proofSaysWhetherTheHostTookItOver() throws IOException {
    for (Protection protection :
        List.of(Rig.ANY, new Protection.Smime(), new Protection.OpenPgp())) {
      assertThat(passed(protection, "DSN", Recipient.Notify.SUCCESS)).isEqualTo("yes");
      assertThat(passed(protection, "SIZE", Recipient.Notify.SUCCESS)).isEqualTo("no");
      assertThat(passed(protection, "DSN", Recipient.Notify.FAILURE)).isEqualTo("no");
    }
  }

  private static String passed(Protection protection, String offered, Recipient.Notify wish)
      throws IOException {
    Recipient recipient =
        new Recipient(Mailbox.parse("a@example.org"), Set.of(wish), Optional.empty());
    try (ScriptedServer server = new ScriptedServer(p -> p.open(offered).takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      Outcome outcome =
          rig.deliver(
                  Rig.consignment(
                      Rig.envelope(EsmtpOptions.NONE, List.of(recipient)), protection, MESSAGE))
              .getFirst();
      assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
      return ((Outcome.Delivered) outcome).proof().details().getOrDefault(Proof.DSN_PASSED, "no");
    }
  }

  @Test
  void deliver_addressThatBrokePipelining_isTrustedAgainAfterAnHour() throws IOException {
    FakeClock clock = FakeClock.create();
    Script swallows =
        p -> {
          p.open("PIPELINING");
          p.hear("MAIL");
          p.hear("RCPT");
          p.hear("DATA");
          p.say("250 ok", "503 5.5.1 bad sequence");
        };
    Script oneByOne =
        p -> {
          p.open("PIPELINING").hearAlone("MAIL");
          p.say("250 ok").hearAlone("RCPT");
          p.say("250 ok").hearAlone("DATA");
          p.say("354 go on").hearContent();
          p.say("250 one by one");
        };
    Script flight =
        p -> {
          p.open("PIPELINING");
          p.hear("MAIL");
          p.hear("RCPT");
          p.hear("DATA");
          p.say("250 ok", "250 ok", "354 go on").hearContent();
          p.say("250 in one flight");
        };
    try (ScriptedServer server = new ScriptedServer(swallows, oneByOne, oneByOne, flight);
        Rig rig = new Rig(DNS, Options.of(server.port()).clock(clock))) {
      assertThat(delivered(rig.deliver(Rig.ANY, ONE).getFirst())).contains("one by one");
      clock.advance(Duration.ofMinutes(59));
      assertThat(delivered(rig.deliver(Rig.ANY, ONE).getFirst())).contains("one by one");
      clock.advance(Duration.ofMinutes(1));
      assertThat(delivered(rig.deliver(Rig.ANY, ONE).getFirst())).contains("in one flight");
    }
  }

  @Test
  void deliver_dsnOfferedAndProtected_onlyHeadersMayComeBack() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(
                p -> p.open("STARTTLS").secure(CA.good("mx.example.org")).offer("DSN").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()))) {
      rig.deliver(Rig.TLS, ONE);

      assertThat(server.heard()).contains("MAIL FROM:<doctor@clinic.example> RET=HDRS\r\n");
    }
  }

  @Test
  void deliver_250Recipients_threeTransactions() throws IOException {
    String[] many = new String[250];
    for (int i = 0; i < many.length; i++) {
      many[i] = "r" + i + "@example.org";
    }
    try (ScriptedServer server = new ScriptedServer(p -> p.open("PIPELINING").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, many))
          .hasSize(250)
          .allMatch(Outcome.Delivered.class::isInstance);
      assertThat(server.heard().split("MAIL FROM", -1)).hasSize(4);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void deliver_idleConnectionClosedByHost_freshOneAtOnce() throws IOException {
    Script once =
        p -> {
          p.open("PIPELINING");
          p.hear("MAIL");
          p.hear("RCPT");
          p.hear("DATA");
          p.say("250 ok", "250 ok", "354 go on").hearContent();
          p.say("250 taken");
        };
    try (ScriptedServer server = new ScriptedServer(once, p -> p.open("PIPELINING").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      assertThat(delivered(rig.deliver(Rig.ANY, ONE).getFirst())).contains("taken");
      assertThat(delivered(rig.deliver(Rig.ANY, ONE).getFirst())).contains("taken");
      assertThat(delivered(rig.deliver(Rig.ANY, ONE).getFirst())).contains("taken");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void deliver_firstHostDown_secondTakes() throws IOException {
    try (ScriptedServer second = new ScriptedServer("127.0.0.2", 0, p -> p.open().takeAll());
        Rig rig = new Rig(twoHosts(), Options.of(second.port()))) {
      assertThat(delivered(rig.deliver(Rig.ANY, "a@two.example").getFirst()))
          .contains("second.example[127.0.0.2]");
    }
  }

  @Test
  void deliver_oneHostDownOtherUnprotected_deferred() throws IOException {
    try (ScriptedServer second = new ScriptedServer("127.0.0.2", 0, p -> p.open().takeAll());
        Rig rig = new Rig(twoHosts(), Options.of(second.port()))) {
      assertThat(rig.deliver(Rig.TLS, "a@two.example").getFirst().toString())
          .contains("Deferred", "connection refused");
      assertThat(second.heard()).doesNotContain(CANARY);
    }
  }

  @Test
  void deliver_firstHostUnprotectedSecondVerified_secondTakes() throws IOException {
    try (ScriptedServer first = new ScriptedServer(p -> p.open().takeAll());
        ScriptedServer second =
            new ScriptedServer(
                "127.0.0.2",
                first.port(),
                p -> p.open("STARTTLS").secure(CA.good("two.example")).offer().takeAll());
        Rig rig = new Rig(twoHosts(), Options.of(first.port(), CA.root()))) {
      assertThat(delivered(rig.deliver(Rig.TLS, "a@two.example").getFirst()))
          .contains("second.example");
      assertThat(second.heard()).contains(CANARY);
      assertThat(first.heard()).doesNotContain(CANARY);
    }
  }

  private static FakeDns twoHosts() {
    return new FakeDns()
        .mx("two.example", "10 first.example", "20 second.example")
        .a("first.example", "127.0.0.1")
        .a("second.example", "127.0.0.2");
  }

  private static Script answersRcpt(String reply) {
    return p -> {
      p.open();
      p.hear("MAIL");
      p.say("250 ok").hear("RCPT");
      p.say(reply);
      p.takeAll();
    };
  }

  private static List<Outcome> deliver(String[] to, Script... scripts) throws IOException {
    return deliver(MESSAGE, Options.of(0), to, scripts);
  }

  private static List<Outcome> deliver(
      Content content, Options options, String[] to, Script... scripts) throws IOException {
    try (ScriptedServer server = new ScriptedServer(scripts);
        Rig rig = new Rig(DNS, options.port(server.port()))) {
      return rig.deliver(Rig.consignment(Rig.ANY, content, EsmtpOptions.NONE, to));
    }
  }

  private static String delivered(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    return outcome.toString();
  }
}
