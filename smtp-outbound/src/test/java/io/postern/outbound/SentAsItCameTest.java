package io.postern.outbound;

import static io.postern.outbound.ScriptedDelivery.CA;
import static io.postern.outbound.ScriptedDelivery.DNS;
import static io.postern.outbound.ScriptedDelivery.ONE;
import static io.postern.outbound.ScriptedDelivery.deliver;
import static io.postern.outbound.ScriptedDelivery.delivered;
import static io.postern.outbound.testing.Rig.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Mailbox;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.testing.BytesContent;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Content, addresses and the wishes of the sender, as a host hears them. */
class SentAsItCameTest {
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
  void deliver_utf8LocalPartNotOffered_fails567OnlyForThatRecipient() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open().takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      List<Outcome> outcomes = rig.deliver(Rig.ANY, "jürgen@example.org", "a@example.org");

      assertThat(outcomes.get(0).toString()).contains("Failed", "553 5.6.7");
      assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
      assertThat(server.heard()).doesNotContain("SMTPUTF8");
    }
  }

  /** SMTPUTF8 is asked for only where it is needed (docker-mailserver 1117). */
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
        new Envelope(
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
  void deliver_successWish_proofSaysWhetherTheHostTookItOver() throws IOException {
    for (Protection protection :
        List.of(Rig.ANY, new Protection.Smime(), new Protection.OpenPgp())) {
      assertThat(passed(protection, "DSN", Recipient.Notify.SUCCESS)).isEqualTo("yes");
      assertThat(passed(protection, "SIZE", Recipient.Notify.SUCCESS)).isEqualTo("no");
      assertThat(passed(protection, "DSN", Recipient.Notify.FAILURE)).isEqualTo("no");
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
}
