package io.postern.outbound.mtasts;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.StsPolicies;
import io.postern.core.port.TxtLookup;
import io.postern.core.testing.Certs;
import io.postern.outbound.sts.FleetingPolicies;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.sts.PolicyFetch;
import io.postern.outbound.sts.StsPolicy;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A world in which the test says what the DNS, the policy server and the clock say. */
final class StsCase implements TxtLookup, PolicyFetch {
  static final Certs CA = new Certs("root");
  static final String DOMAIN = "example.org";
  static final String HOST = "mx.provider.example";

  final StsPolicies policies = new FleetingPolicies();
  Instant now = Instant.parse("2026-11-21T10:00:00Z");
  Answer<String> record = new Answer.NxDomain<>();
  Fetched served = new Fetched.Failed("nobody there");
  int fetches;
  final MtaSts sts = restarted();

  /** Another run of the program with the same store. */
  MtaSts restarted() {
    return new MtaSts(this, this, policies, () -> now);
  }

  @Override
  public Answer<String> txt(String name) {
    return name.equals("_mta-sts." + DOMAIN) ? record : new Answer.NxDomain<>();
  }

  @Override
  public Fetched fetch(String domain) {
    fetches++;
    return served;
  }

  /** The DNS says that there is a policy. */
  StsCase announced(String id) {
    record = new Answer.Found<>(List.of("v=STSv1; id=" + id + ";"));
    return this;
  }

  /** The policy server gives this. */
  StsCase serving(String mode, String... mx) {
    StringBuilder text = new StringBuilder("version: STSv1\r\nmode: " + mode + "\r\n");
    for (String host : mx) {
      text.append("mx: ").append(host).append("\r\n");
    }
    text.append("max_age: 604800\r\n");
    served = new Fetched.Policy(text.toString(), StsPolicy.parse(text.toString()).orElseThrow());
    return this;
  }

  void later(Duration time) {
    now = now.plus(time);
  }

  static FakeDns dns() {
    return new FakeDns().mx(DOMAIN, "10 " + HOST).a(HOST, "127.0.0.1");
  }

  /** Delivers mail that needs verified TLS, and mail that needs nothing, to one host. */
  Outcome deliver(io.postern.core.model.Protection protection, Script script, String notHeard)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(script);
        Rig rig = new Rig(dns(), Options.of(server.port(), CA.root()).sts(sts))) {
      Outcome outcome = rig.deliver(protection, "jane@" + DOMAIN).getFirst();
      if (!notHeard.isEmpty()) {
        assertThat(server.heard()).doesNotContain(notHeard).doesNotContain(CANARY);
      }
      return outcome;
    }
  }

  static Script trusted() {
    return p -> p.open("STARTTLS").secure(CA.good(HOST)).offer().takeAll();
  }

  static String check(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    return ((Outcome.Delivered) outcome).proof().tls().orElseThrow().check();
  }
}
