package io.postern.outbound;

import static io.postern.outbound.ScriptedDelivery.DNS;
import static io.postern.outbound.ScriptedDelivery.ONE;
import static io.postern.outbound.ScriptedDelivery.TWO;
import static io.postern.outbound.ScriptedDelivery.deliver;
import static io.postern.outbound.ScriptedDelivery.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host may answer, in order and out of it, and what becomes of each recipient then. */
class RepliesOfHostsTest {
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

  /** The end behind a refusal hides it not (MailKit 194). */
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

  /** RFC 2920 3.1 (filtermail 146). */
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

  /** RFC 5321 4.3.2 (Stalwart 1108). */
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
  void deliver_tooLargeForHost_fails534WithoutMail() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open("SIZE 10").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, ONE).getFirst().toString()).contains("Failed", "552 5.3.4");
      assertThat(server.heard()).doesNotContain("MAIL");
    }
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
}
