package io.postern.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.testing.Certs;
import io.postern.outbound.probe.ProbeReport.Prediction;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Receiver;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static final Certs CA = new Certs("root");

  @Test
  void run_oneGoodOneExpiredOneAbsent_verdictPerHost() throws IOException {
    FakeDns dns =
        new FakeDns()
            .mx("a.example", "10 good.a.example", "20 old.a.example", "30 gone.a.example")
            .a("good.a.example", "127.0.0.1")
            .a("old.a.example", "127.0.0.2");
    try (Receiver good = new Receiver("127.0.0.1", 0, Optional.of(CA.good("good.a.example")));
        Receiver old =
            new Receiver("127.0.0.2", good.port(), Optional.of(CA.expired("old.a.example")));
        Rig rig = new Rig(dns, Options.of(good.port(), CA.root()))) {
      ProbeReport report = rig.probe().run("a.example");

      assertThat(report.verified()).isTrue();
      List<ProbeReport.Host> hosts = report.hosts();
      assertThat(hosts.get(0).verified()).isTrue();
      assertThat(hosts.get(0).version()).contains("TLSv1.3");
      assertThat(hosts.get(0).why()).startsWith("pkix: good.a.example");
      assertThat(hosts.get(1).verified()).isFalse();
      assertThat(hosts.get(1).startTls()).isTrue();
      assertThat(hosts.get(1).why()).contains("expired");
      assertThat(hosts.get(2).address()).isEmpty();
      assertThat(old.wire()).doesNotContain("MAIL");
      assertThat(good.mails()).isEmpty();
    }
  }

  @Test
  void run_noRoute_problem() {
    FakeDns dns = new FakeDns().mx("b.example", new Answer.TemporaryFailure<>("SERVFAIL"));
    try (Rig rig = new Rig(dns, Options.of(25))) {
      assertThat(rig.probe().run("b.example").problem().orElse("")).contains("SERVFAIL");
      assertThat(rig.probe().run("c.example").problem().orElse("")).contains("5.1.2");
    }
  }

  @Test
  void prediction_nowhereToSendIt_isFailureAndNoFallback() {
    FakeDns dns =
        new FakeDns()
            .mx("null.example", "0 .")
            .mx("noaddress.example", "10 gone.noaddress.example")
            .mx("private.example", "10 mx.private.example")
            .a("mx.private.example", "10.0.0.1")
            .mx("servfail.example", new Answer.TemporaryFailure<>("SERVFAIL"));
    try (Rig rig = new Rig(dns, Options.of(25))) {
      for (String domain :
          List.of("nosuch.example", "null.example", "noaddress.example", "private.example")) {
        assertThat(rig.probe().run(domain).prediction()).as(domain).isEqualTo(Prediction.FAIL);
      }
      assertThat(rig.probe().run("servfail.example").prediction()).isEqualTo(Prediction.WAIT);
      assertThat(rig.probe().run("[10.0.0.1]").prediction()).isEqualTo(Prediction.FALLBACK);
    }
  }
}
