package io.postern.outbound.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.BadLine;
import io.postern.outbound.testing.BadLine.Fault;
import io.postern.outbound.testing.BadLine.Way;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/** A protected message over a line that goes wrong once, at every so many octets. */
final class LineCase {
  private static final Certs CA = new Certs("root");
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");
  private static final String END = "\r\n.\r\n";
  private static final int ATTEMPTS = 3;

  private LineCase() {}

  /**
   * Delivers until it is delivered, with a fault at each of so many places in the conversation.
   *
   * @param patience for each reply
   */
  static void survives(Way way, Fault fault, int places, Duration patience) throws IOException {
    long length = lengthOfConversation(way);
    for (int i = 0; i < places; i++) {
      survives(way, fault, i * length / places, patience);
    }
  }

  private static long lengthOfConversation(Way way) throws IOException {
    try (ScriptedServer server = new ScriptedServer(good());
        BadLine line = BadLine.good(server.port(), way);
        Rig rig = rig(line, Duration.ofSeconds(5))) {
      assertThat(rig.deliver(Rig.TLS, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      return line.passed();
    }
  }

  private static void survives(Way way, Fault fault, long after, Duration patience)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(good());
        BadLine line = new BadLine(server.port(), way, fault, after);
        Rig rig = rig(line, patience)) {
      boolean doubtful = false;
      Outcome outcome = rig.deliver(Rig.TLS, "a@example.org").getFirst();
      for (int i = 1; i < ATTEMPTS && !(outcome instanceof Outcome.Delivered); i++) {
        assertThat(mayBeRepeated(outcome)).as("%s after %d: %s", fault, after, outcome).isTrue();
        doubtful |= outcome.toString().contains("possible duplicate");
        outcome = rig.deliver(Rig.TLS, "a@example.org").getFirst();
      }
      assertThat(outcome).as("after %d", after).isInstanceOf(Outcome.Delivered.class);
      assertThat(line.wire()).doesNotContain("MAIL").doesNotContain(Rig.CANARY);
      assertThat(taken(server)).as("after %d", after).isBetween(1, doubtful ? 2 : 1);
    }
  }

  /** It waits, or takes its next protection; it never fails for good. */
  private static boolean mayBeRepeated(Outcome outcome) {
    return outcome instanceof Outcome.Deferred || outcome instanceof Outcome.Unprotectable;
  }

  /** How many whole messages the server heard, each as it was sent. */
  private static int taken(ScriptedServer server) {
    String heard = server.heard();
    int messages = heard.split(Pattern.quote(END), -1).length - 1;
    assertThat(heard.split(Pattern.quote(Rig.CANARY + "\r\n..\r\n...dots"), -1))
        .hasSizeGreaterThan(messages);
    return messages;
  }

  private static Rig rig(BadLine line, Duration patience) {
    return new Rig(DNS, Options.of(line.port(), CA.root()).reply(patience));
  }

  private static Script good() {
    return p -> p.open("STARTTLS").secure(CA.good("mx.example.org")).offer("PIPELINING").takeAll();
  }
}
