package io.postern.outbound.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.testing.Certs;
import io.postern.core.testing.FakeIntake.Taken;
import io.postern.core.tlsrpt.ReportFile;
import io.postern.core.tlsrpt.SessionResult;
import io.postern.outbound.sts.FleetingPolicies;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.sts.PolicyFetch.Fetched;
import io.postern.outbound.sts.StsPolicy;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import io.postern.outbound.tlsrpt.ReportLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RFC 8460 3: the mail with the report arrives although the receiver's TLS fails its own policy, it
 * is signed, and its session is not reported in turn.
 */
class ReportArrivesSignedTest {
  private static final String HOST = "mx.provider.example";
  private static final String POLICY =
      "version: STSv1\nmode: enforce\nmx: " + HOST + "\nmax_age: 86400\n";

  @TempDir Path directory;

  private Taken report() throws Exception {
    try (ReportLab lab = new ReportLab(Files.createDirectory(directory.resolve("reports")), true)) {
      lab.wanted("mailto:tls@example.org").counted().clock.advance(Duration.ofHours(13));
      lab.reports.round();
      return lab.intake.taken().getFirst();
    }
  }

  private static MtaSts enforced() {
    Fetched served = new Fetched.Policy(POLICY, StsPolicy.parse(POLICY).orElseThrow());
    return new MtaSts(
        name -> new Answer.Found<>(List.of("v=STSv1; id=1;")),
        domain -> served,
        new FleetingPolicies(),
        InstantSource.system());
  }

  @Test
  void deliver_reportToHostWithBrokenTls_arrivesSigned() throws Exception {
    Taken report = report();
    FakeDns dns = new FakeDns().mx("example.org", "10 " + HOST).a(HOST, "127.0.0.1");
    List<SessionResult> seen = new CopyOnWriteArrayList<>();
    AtomicReference<String> received = new AtomicReference<>("");
    Script script =
        p -> {
          p.open("STARTTLS").secure(Certs.selfSigned("else.example")).offer("8BITMIME");
          SigningLab.take(p, received);
        };
    try (SigningLab lab = new SigningLab(directory);
        ScriptedServer server = new ScriptedServer(script);
        Rig rig =
            new Rig(
                dns,
                Options.of(server.port()).sts(enforced()).touch(lab.signer()).watch(seen::add))) {
      Outcome outcome =
          rig.deliver(
                  Rig.consignment(report.envelope(), report.own().orElseThrow(), report.content()))
              .getFirst();

      assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
      assertThat(lab.verify(received.get()))
          .contains(
              "dkim ed25519-sha256 clinic.example good", "dkim rsa-sha256 clinic.example good");
      assertThat(
              ReportFile.read(
                  received.get().getBytes(ISO_8859_1), Instant.parse("2026-02-01T00:00:00Z")))
          .isEqualTo(
              ReportFile.read(
                  report.content().open().readAllBytes(), Instant.parse("2026-02-01T00:00:00Z")));
      assertThat(seen).isEmpty();
    }
  }
}
