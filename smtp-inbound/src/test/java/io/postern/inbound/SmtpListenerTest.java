package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.testing.FakeIntake.Taken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class SmtpListenerTest {
  private static final String MESSAGE = "Subject: x\r\n\r\nhello\r\n";

  @Test
  void ehlo_plainListener_offersWhatItDoes() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.client()) {
      client.expect("220 gw.example.org ESMTP");
      assertThat(client.ask("EHLO client.example.org", "250-gw.example.org"))
          .contains("PIPELINING", "SIZE 1048576", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN")
          .contains("ENHANCEDSTATUSCODES")
          .doesNotContain("STARTTLS", "AUTH", "REQUIRETLS");
    }
  }

  @Test
  void data_message_isTakenWithTraceOnTop() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send(MESSAGE + ".\r\n");
      Taken taken = takenAfter(lab, client.expect("250 2.0.0 Ok "));
      assertThat(lab.onlyBelowTrace()).isEqualTo(MESSAGE);
      assertThat(lab.onlyMessage())
          .startsWith(
              "Received: from client.example.org ([127.0.0.1])\r\n"
                  + "\tby gw.example.org with ESMTP id "
                  + taken.envelope().id()
                  + "\r\n\tfor <b@example.net>;\r\n\tSat, 21 Nov 2026 10:00:00 +0000\r\n");
      assertThat(taken.envelope().upstream().name()).isEqualTo("relay");
      assertThat(taken.envelope().to()).containsExactly(Recipient.of("b@example.net"));
      assertThat(taken.envelope().options()).isEqualTo(EsmtpOptions.NONE);
      client.ask("QUIT", "221");
      assertThat(client.isClosed()).isTrue();
    }
  }

  private static Taken takenAfter(Lab lab, String reply) {
    Taken taken = lab.intake.taken().getLast();
    assertThat(reply).contains(taken.envelope().id().value());
    return taken;
  }

  @Test
  void data_severalRecipients_traceNamesNone() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope().ask("RCPT TO:<blind@example.net>", "250");
      client.ask("DATA", "354");
      client.send(MESSAGE + ".\r\n").expect("250");
      assertThat(lab.onlyMessage()).doesNotContain("blind", "for <");
    }
  }

  @Test
  void pipelining_wholeMessageAtOnce_isAnsweredInOrder() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.send(
          "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nRCPT TO:<bad\r\nDATA\r\n");
      client.expect("250 2.1.0");
      client.expect("250 2.1.5");
      client.expect("501 5.5.4");
      client.expect("354");
      client.send(MESSAGE + ".\r\nRSET\r\nQUIT\r\n");
      client.expect("250 2.0.0 Ok ");
      client.expect("250 2.0.0 Forgotten");
      client.expect("221");
    }
  }

  @Test
  void mail_allParameters_areKept() throws Exception {
    try (Lab lab = Lab.tls();
        Client client = lab.greeted().startTls()) {
      client.ask(
          "MAIL FROM:<a@example.org> SIZE=100 BODY=8BITMIME SMTPUTF8 REQUIRETLS RET=HDRS ENVID=q+2B1",
          "250");
      client.ask("RCPT TO:<b@example.net> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@old.example", "250");
      client.ask("DATA", "354");
      client.send(MESSAGE + ".\r\n").expect("250");
      Taken taken = lab.intake.taken().getFirst();
      assertThat(taken.envelope().options())
          .isEqualTo(
              new EsmtpOptions(
                  EsmtpOptions.Body.EIGHT_BIT_MIME,
                  true,
                  true,
                  Optional.of(EsmtpOptions.Ret.HDRS),
                  Optional.of("q+2B1")));
      Recipient to = taken.envelope().to().getFirst();
      assertThat(to.notifyOn())
          .containsExactlyInAnyOrder(Recipient.Notify.SUCCESS, Recipient.Notify.DELAY);
      assertThat(to.originalRecipient()).contains("rfc822;b@old.example");
      assertThat(taken.envelope().upstream().protocol()).isEqualTo("UTF8SMTPS");
      assertThat(taken.envelope().upstream().tls().orElseThrow()).startsWith("TLSv1.3 TLS_AES");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MAIL FROM:<a@example.org> FOO=1              | 555 5.5.4
          MAIL FROM:<a@example.org> REQUIRETLS         | 555 5.5.4
          MAIL FROM:<a@example.org> AUTH=<>            | 555 5.5.4
          MAIL FROM:<a@example.org> BODY=EBCDIC        | 501 5.5.4
          MAIL FROM:<a@example.org> SIZE=99999999      | 552 5.3.4
          MAIL FROM:<a@example.org> SIZE=99999999999999999999 | 552 5.3.4
          MAIL FROM:<a@example.org> SIZE=-1            | 501 5.5.4
          MAIL FROM:<a@example.org> RET=ALL            | 501 5.5.4
          MAIL FROM:<a@example.org> RET=HDRS RET=HDRS  | 501 5.5.4
          MAIL FROM:<a@example.org> ENVID=a+00b        | 501 5.5.4
          MAIL FROM:<a@example.org>SIZE=1              | 501 5.5.4
          MAIL FROM:a@example.org                      | 501 5.5.4
          MAIL FROM:<a@@example.org>                   | 553 5.1.3
          MAIL TO:<a@example.org>                      | 501 5.5.4
          MAIL FROM:<>                                 | 250 2.1.0
          RCPT TO:<b@example.net>                      | 503 5.5.1
          DATA                                         | 503 5.5.1
          STARTTLS                                     | 502 5.5.1
          AUTH PLAIN AGEAYg==                          | 538 5.7.11
          VRFY root                                    | 252
          EXPN staff                                   | 500 5.5.1
          NOOP anything                                | 250
          HELP                                         | 214
          EHLO bad name                                | 501 5.5.4
          EHLO a(comment)                              | 501 5.5.4
          """)
  void command_inReadySession_isAnswered(String command, String reply) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask(command, reply);
    }
  }

  @Test
  void mail_beforeEhlo_isOutOfSequence() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.client()) {
      client.expect("220");
      client.ask("MAIL FROM:<a@example.org>", "503 5.5.1");
    }
  }

  @Test
  void command_bareLineFeed_isRefusedWhole() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.send("NOOP\nMAIL FROM:<a@example.org>\r\nRSET\r\n");
      client.expect("500 5.5.2");
      client.expect("250 2.0.0");
      client.ask("NO\0OP", "500 5.5.2");
      client.ask("NOOP \r", "500 5.5.2");
      client.ask("RCPT TO:<b@example.net>", "503");
    }
  }

  @Test
  void command_tooLong_isRefusedAndSessionGoesOn() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("NOOP " + "x".repeat(100_000), "500 5.5.2");
      client.ask("NOOP", "250");
    }
  }

  @Test
  void errors_overLimit_endTheSession() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      for (int i = 0; i < 10; i++) {
        client.ask("BOGUS", "500");
      }
      client.expect("421 4.7.0");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void rcpt_thousandRecipients_areTakenAndOneMoreIsNot() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "250");
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 1000; i++) {
        all.append("RCPT TO:<r").append(i).append("@example.net>\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 1000; i++) {
        client.expect("250 2.1.5");
      }
      client.ask("RCPT TO:<more@example.net>", "452 4.5.3");
      client.ask("DATA", "354");
      client.send(MESSAGE + ".\r\n").expect("250");
      assertThat(lab.intake.taken().getFirst().envelope().to()).hasSize(1000);
    }
  }

  @Test
  void data_overSize_isDrainedRefusedAndForgotten() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data();
      client.send(
          "Subject: x\r\n\r\n" + "MAIL FROM:<evil@example.org>\r\n".repeat(60_000) + ".\r\n");
      client.expect("552 5.3.4");
      client.ask("RCPT TO:<b@example.net>", "503");
      client.data().send(MESSAGE + ".\r\n").expect("250");
      assertThat(lab.intake.taken()).hasSize(1);
    }
  }

  @Test
  void data_headerOverLimit_isRefused() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send("X: x\r\n".repeat(12_000) + "\r\nbody\r\n.\r\n").expect("552 5.3.4");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void data_tooManyHops_isTakenForTheFlowToHold() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send("Received: x\r\n".repeat(51) + "\r\n.\r\n").expect("250");
      assertThat(lab.intake.taken()).hasSize(1);
    }
  }

  @Test
  void data_storeFull_is452AndSessionGoesOn() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      lab.intake.failWritesAfter(10);
      client.data().send(MESSAGE + ".\r\n").expect("452 4.3.1");
      lab.intake.failWritesAfter(Long.MAX_VALUE);
      client.data().send(MESSAGE + ".\r\n").expect("250");
    }
  }

  @Test
  void data_intakeRefuses_itsReplyIsGiven() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      lab.intake.refuse(e -> Optional.of(Reply.of(550, "5.7.1", "Policy says no")));
      client.data().send(MESSAGE + ".\r\n").expect("550 5.7.1 Policy says no");
    }
  }

  @Test
  void mail_intakeClosed_itsReplyIsGiven() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      lab.intake.close(Reply.of(452, "4.3.1", "Disk full"));
      client.ask("MAIL FROM:<a@example.org>", "452 4.3.1");
      lab.intake.open();
      client.ask("MAIL FROM:<a@example.org>", "250");
    }
  }

  @Test
  void rset_inTransaction_forgetsIt() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope().ask("RSET", "250");
      client.ask("DATA", "503");
    }
  }

  @Test
  void data_connectionCut_nothingIsTaken() throws Exception {
    try (Lab lab = Lab.plain()) {
      Client client = lab.greeted();
      client.data().send(MESSAGE).cut();
      try (Client next = lab.greeted()) {
        next.data().send(MESSAGE + ".\r\n").expect("250");
      }
      assertThat(lab.intake.taken()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void startTls_eitherEngine_takesMessageWithTlsFacts(Settings.TlsEngine engine) throws Exception {
    try (Lab lab =
            new Lab.Build().tls(Settings.TlsMode.STARTTLS).requireTls().engine(engine).start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "530 5.7.0");
      client.startTls().data().send(MESSAGE + ".\r\n").expect("250");
      assertThat(lab.onlyMessage()).contains("\t(using TLSv1.3 TLS_AES_", " with ESMTPS id ");
      client.ask("STARTTLS", "503");
    }
  }

  @Test
  void startTls_forgetsWhatWasSaidBefore() throws Exception {
    try (Lab lab = Lab.tls();
        Client client = lab.greeted()) {
      client.envelope().ask("STARTTLS", "220");
      client.upgrade();
      client.ask("RCPT TO:<b@example.net>", "503");
      client.ask("MAIL FROM:<a@example.org>", "503");
    }
  }

  @Test
  void startTls_commandsInjected_endsTheSession() throws Exception {
    try (Lab lab = Lab.tls();
        Client client = lab.greeted()) {
      client.send("STARTTLS\r\nMAIL FROM:<evil@example.org>\r\n");
      client.expect("554 5.7.0");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void implicitTls_takesMessage() throws Exception {
    try (Lab lab = new Lab.Build().tls(Settings.TlsMode.IMPLICIT).requireTls().start();
        Client client = lab.client()) {
      client.upgrade();
      client.expect("220");
      client.ask("EHLO c", "250");
      client.data().send(MESSAGE + ".\r\n").expect("250");
    }
  }

  @Test
  void sessions_overLimitPerClient_areTurnedAway() throws Exception {
    Settings.Limits two = Lab.Build.limits(1 << 20, 10, 10, 2, Duration.ofSeconds(20));
    try (Lab lab = new Lab.Build().limits(two).start();
        Client first = lab.greeted();
        Client second = lab.greeted();
        Client third = lab.client()) {
      third.expect("421 4.7.0");
      assertThat(third.isClosed()).isTrue();
      first.ask("QUIT", "221");
      assertThat(first.isClosed()).isTrue();
      await()
          .untilAsserted(() -> {
            try (Client next = lab.client()) {
              next.expect("220");
            }
          });
      second.ask("NOOP", "250");
    }
  }

  @Test
  void session_silent_timesOutWith421() throws Exception {
    Settings.Limits quick = Lab.Build.limits(1 << 20, 10, 10, 2, Duration.ofMillis(100));
    try (Lab lab = new Lab.Build().limits(quick).start();
        Client client = lab.client()) {
      client.expect("220");
      client.expect("421 4.4.2");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void stop_idleSessionEnds_runningMessageIsFinished() throws Exception {
    try (Lab lab = Lab.plain();
        Client idle = lab.greeted();
        Client busy = lab.greeted()) {
      busy.data().send("Subject: x\r\n\r\n");
      CompletableFuture<Void> stopped =
          CompletableFuture.runAsync(() -> lab.listener.stop(Duration.ofSeconds(10)));
      idle.expect("421 4.3.2");
      assertThat(idle.isClosed()).isTrue();
      busy.send("body\r\n.\r\n").expect("250 2.0.0 Ok ");
      busy.expect("421 4.3.2");
      stopped.get();
      assertThat(lab.intake.taken()).hasSize(1);
    }
  }

  @Test
  void stop_messageTakesTooLong_isCutWith421() throws Exception {
    try (Lab lab = Lab.plain();
        Client busy = lab.greeted()) {
      busy.data().send("Subject: x\r\n");
      lab.listener.stop(Duration.ofMillis(50));
      busy.expect("421 4.3.2");
      assertThat(busy.isClosed()).isTrue();
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void bdat_chunks_areOneMessage() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope();
      client.send("BDAT 11\r\nSubject: x\r").expect("250 2.0.0 11");
      client.send("BDAT 10\r\n\n\r\n.\r\nabc\n").expect("250 2.0.0 10");
      client.ask("MAIL FROM:<a@example.org>", "503");
      client.ask("DATA", "503");
      client.ask("BDAT 0 LAST", "250 2.0.0 Ok ");
      assertThat(lab.onlyBelowTrace()).isEqualTo("Subject: x\r\n\r\n.\r\nabc\n");
    }
  }

  @Test
  void bdat_binary_isKeptOctetForOctet() throws Exception {
    String content = "a: b\r\n\r\n\0\r\n.\r\r\n\n\u00ff\r" + "x".repeat(5000);
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org> BODY=BINARYMIME", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.ask("DATA", "503 5.5.1");
      client.send("BDAT 10\r\n" + content.substring(0, 10)).expect("250");
      client.send("BDAT " + (content.length() - 10) + " LAST\r\n" + content.substring(10));
      client.expect("250 2.0.0 Ok ");
      assertThat(lab.onlyBelowTrace()).isEqualTo(content);
      assertThat(lab.intake.taken().getFirst().envelope().options().body())
          .isEqualTo(EsmtpOptions.Body.BINARY_MIME);
    }
  }

  @Test
  void bdat_cutOff_nothingIsTaken() throws Exception {
    try (Lab lab = Lab.plain()) {
      Client client = lab.greeted();
      client.envelope().send("BDAT 1000 LAST\r\nSubject: only thirty octets").cut();
      try (Client next = lab.greeted()) {
        next.ask("NOOP", "250");
      }
      lab.listener.stop(Duration.ofSeconds(5));
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void bdat_refusedChunk_restIsReadAndStateIsReset() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope();
      client.send("BDAT 4\r\na\0bcBDAT 26 LAST\r\nMAIL FROM:<e@example.org>\r");
      client.expect("550 5.6.0");
      client.expect("503 5.5.1");
      client.data().send(MESSAGE + ".\r\n").expect("250");
      assertThat(lab.onlyBelowTrace()).isEqualTo(MESSAGE);
    }
  }

  @Test
  void bdat_withoutTransaction_octetsAreNotCommands() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.send("BDAT 6 LAST\r\nQUIT\r\n").expect("503 5.5.1");
      client.ask("NOOP", "250");
      client.ask("BDAT x", "501 5.5.4");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void rset_betweenChunks_forgetsThem() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope().send("BDAT 3\r\nabc").expect("250");
      client.ask("RSET", "250");
      client.ask("BDAT 0 LAST", "503");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void smtpUtf8_address_needsItsParameter() throws Exception {
    String utf8 = new String("ü@exämple.org".getBytes(UTF_8), ISO_8859_1);
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<" + utf8 + ">", "550 5.6.7");
      client.ask("MAIL FROM:<" + utf8 + "> SMTPUTF8", "250");
      client.ask("RCPT TO:<" + utf8 + ">", "250");
      client.ask("DATA", "354");
      client.send(MESSAGE + ".\r\n").expect("250");
      Taken taken = lab.intake.taken().getFirst();
      assertThat(((ReversePath.From) taken.envelope().from()).mailbox().address())
          .isEqualTo("ü@xn--exmple-cua.org");
      assertThat(taken.envelope().upstream().protocol()).isEqualTo("UTF8SMTP");
    }
  }

  @Test
  void rcpt_quotedLocalPartAndLiteral_areKeptAsTheyCame() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<\"s@t\"@example.org>", "250");
      client.ask("RCPT TO:<\"x>\\\"@ y\"@example.net>", "250");
      client.ask("RCPT TO:<\"@\"@[127.0.0.1]>", "250");
      client.ask("DATA", "354");
      client.send(MESSAGE + ".\r\n").expect("250");
      Taken taken = lab.intake.taken().getFirst();
      assertThat(taken.envelope().from()).isEqualTo(ReversePath.of("\"s@t\"@example.org"));
      assertThat(taken.envelope().to())
          .containsExactly(
              Recipient.of("\"x>\\\"@ y\"@example.net"), Recipient.of("\"@\"@[127.0.0.1]"));
    }
  }

  @Test
  void rcpt_postmasterWithoutDomain_isOurs() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<>", "250");
      client.ask("RCPT TO:<Postmaster>", "250");
      client.ask("DATA", "354");
      client.send(MESSAGE + ".\r\n").expect("250");
      assertThat(lab.intake.taken().getFirst().envelope().to())
          .isEqualTo(List.of(Recipient.of("postmaster@gw.example.org")));
    }
  }

  @Test
  void session_octetByOctet_givesTheSame() throws Exception {
    String whole =
        "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n"
            + "Subject: x\r\n\r\n..dot\r\n.\r\n"
            + "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nBDAT 7 LAST\r\na\n\nQUITQUIT\r\n";
    try (Lab lab = new Lab.Build().tolerate(Tolerance.PIPELINED_CONTENT).start();
        Client client = lab.greeted()) {
      for (int i = 0; i < whole.length(); i++) {
        client.send(whole.substring(i, i + 1));
      }
      for (String want : List.of("250", "250", "354", "250", "250", "250", "250", "221")) {
        client.expect(want);
      }
      assertThat(lab.intake.taken().stream().map(t -> Lab.belowTrace(t.content().text())))
          .containsExactly("Subject: x\r\n\r\n.dot\r\n", "a\n\nQUIT");
    }
  }
}
