package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.probe.ProbeReport;
import io.postern.outbound.probe.ProbeReport.Host;
import io.postern.outbound.probe.ProbeReport.Prediction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeTextTest {
  private static final ProbeReport DANE = report("a.example", host(true, false, "dane: 3 1 1 ab"));
  private static final ProbeReport DOWN = report("b.example", host(false, true, "451 4.4.1 down"));
  private static final ProbeReport OTHER = report("c.example", host(false, false, "wrong name"));

  @Test
  void hosts_everythingThatWasFound_andTheConclusion() {
    assertThat(ProbeText.hosts(List.of(DANE)))
        .contains("a.example\n  MX: signed\n  MTA-STS: none: no record\n")
        .contains("mx.example", "192.0.2.1", "TLSv1.3 x25519", "dane: 3 1 1 ab", "3 1 1 ab")
        .contains("would leave by it now (tls by dane)");
    assertThat(ProbeText.hosts(List.of(DOWN))).contains("would wait now");
    assertThat(ProbeText.hosts(List.of(OTHER))).contains("next protection");
  }

  @Test
  void forecast_sharesOfAList() {
    assertThat(ProbeText.forecast(List.of(DANE, DANE, DOWN, OTHER)))
        .containsPattern("tls by dane +2 +50.0 %")
        .containsPattern("wait +1 +25.0 %")
        .containsPattern("fallback +1 +25.0 %")
        .containsPattern("c.example +wrong name")
        .doesNotContain("a.example");
  }

  @Test
  void domains_addressesRemarksAndRepetitions() {
    assertThat(
            ProbeText.domains(
                List.of("# patients", "Jane@A.example", "", "a.example # twice", " b.example ")))
        .containsExactly("a.example", "b.example");
  }

  private static ProbeReport report(String domain, Host host) {
    return new ProbeReport(
        domain,
        Optional.empty(),
        Prediction.FAIL,
        "signed",
        "none: no record",
        Optional.empty(),
        List.of(host));
  }

  private static Host host(boolean verified, boolean later, String why) {
    return new Host(
        "mx.example",
        Optional.of("192.0.2.1"),
        verified,
        verified ? Optional.of("TLSv1.3") : Optional.empty(),
        Optional.empty(),
        verified ? Optional.of("x25519") : Optional.empty(),
        verified,
        later ? Prediction.WAIT : Prediction.FALLBACK,
        why,
        "3 1 1 ab",
        List.of());
  }
}
