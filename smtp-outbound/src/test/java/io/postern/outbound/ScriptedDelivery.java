package io.postern.outbound;

import static io.postern.outbound.testing.Rig.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.port.Content;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.util.List;

/** A delivery to one host that says what a script tells it. */
final class ScriptedDelivery {
  static final Certs CA = new Certs("root");
  static final String[] ONE = {"a@example.org"};
  static final String[] TWO = {"a@example.org", "b@example.org"};

  /** One host on loopback for example.org. */
  static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");

  private ScriptedDelivery() {}

  /** Two hosts for two.example, the second on 127.0.0.2. */
  static FakeDns twoHosts() {
    return new FakeDns()
        .mx("two.example", "10 first.example", "20 second.example")
        .a("first.example", "127.0.0.1")
        .a("second.example", "127.0.0.2");
  }

  /** The outcomes for the recipients where the host follows these scripts, one per connection. */
  static List<Outcome> deliver(String[] to, Script... scripts) throws IOException {
    return deliver(MESSAGE, Options.of(0), to, scripts);
  }

  static List<Outcome> deliver(Content content, Options options, String[] to, Script... scripts)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(scripts);
        Rig rig = new Rig(DNS, options.port(server.port()))) {
      return rig.deliver(Rig.consignment(Rig.ANY, content, EsmtpOptions.NONE, to));
    }
  }

  /** The outcome as text, which must be a delivery. */
  static String delivered(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    return outcome.toString();
  }
}
