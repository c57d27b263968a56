package io.postern.outbound;

import static io.postern.outbound.ScriptedDelivery.DNS;
import static io.postern.outbound.ScriptedDelivery.ONE;
import static io.postern.outbound.ScriptedDelivery.TWO;
import static io.postern.outbound.ScriptedDelivery.deliver;
import static io.postern.outbound.ScriptedDelivery.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.testing.FakeClock;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands in one flight (RFC 2920), and hosts that do not keep up with it. */
class PipeliningTest {
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

  /** Some boxes on the way cannot do it (MailKit 587, 1221). */
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
}
