package io.postern.outbound;

import static io.postern.outbound.ScriptedDelivery.DNS;
import static io.postern.outbound.ScriptedDelivery.ONE;
import static io.postern.outbound.ScriptedDelivery.deliver;
import static io.postern.outbound.ScriptedDelivery.delivered;
import static io.postern.outbound.ScriptedDelivery.twoHosts;
import static io.postern.outbound.testing.Rig.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.port.Content;
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
import org.junit.jupiter.api.Test;

/** Connections that are lost, hosts that are silent or down, content that cannot be read. */
class BrokenDeliveryTest {
  @Test
  void deliver_firstHostDown_secondTakes() throws IOException {
    try (ScriptedServer second = new ScriptedServer("127.0.0.2", 0, p -> p.open().takeAll());
        Rig rig = new Rig(twoHosts(), Options.of(second.port()))) {
      assertThat(delivered(rig.deliver(Rig.ANY, "a@two.example").getFirst()))
          .contains("second.example[127.0.0.2]");
    }
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
          .contains("Deferred", "possible duplicate", "UNANSWERED");
      assertThat(first.connections()).isEqualTo(1);
      assertThat(second.connections()).isZero();
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
  void deliver_silentHost_deferredInTime() throws IOException {
    long start = System.nanoTime();
    List<Outcome> outcomes =
        deliver(MESSAGE, Options.of(0).reply(Duration.ofMillis(300)), ONE, p -> p.hear("never"));

    assertThat(outcomes.getFirst().toString()).contains("Deferred", "no answer in time");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
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
}
