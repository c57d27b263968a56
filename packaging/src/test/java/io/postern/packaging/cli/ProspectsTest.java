package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.config.settings.SettingsLoader;
import io.postern.core.model.Decision;
import io.postern.core.model.PortalProof;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import io.postern.outbound.probe.ProbeReport;
import io.postern.outbound.tls.TlsDemand;
import io.postern.packaging.cli.Prospects.Prospect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProspectsTest {
  private static final ProbeReport VERIFIED = report("TLSv1.2", true, "pkix: mx.b.example");

  @TempDir Path directory;
  private final List<TlsDemand> asked = new ArrayList<>();
  private Settings settings;

  @BeforeEach
  void home() {
    String home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
    settings = SettingsLoader.load(Path.of(home));
  }

  @Test
  void of_verifiedHost_isTheProspect() {
    assertThat(ask(VERIFIED, tls(TlsFloor.VERIFIED, TlsVersion.TLS_1_2)))
        .containsExactly(new Prospect("tls", true, "mx.b.example TLSv1.2, pkix: mx.b.example"));
  }

  @Test
  void of_eachFloorAndVersion_isAskedOfTheNetwork() {
    Protection.VerifiedTls dane = tls(TlsFloor.DANE, TlsVersion.TLS_1_3);
    ask(VERIFIED, dane, tls(TlsFloor.PKIX, TlsVersion.TLS_1_2), dane);

    assertThat(asked)
        .containsExactly(
            new TlsDemand.Verified(TlsFloor.DANE, TlsVersion.TLS_1_3, List.of()),
            new TlsDemand.Verified(TlsFloor.PKIX, TlsVersion.TLS_1_2, List.of()));
  }

  @Test
  void of_unverifiedHost_saysWhy() {
    Prospect got =
        ask(report("TLSv1.3", false, "self-signed"), tls(TlsFloor.VERIFIED, TlsVersion.TLS_1_2))
            .getFirst();

    assertThat(got.line()).startsWith("now tls: no, ").contains("self-signed");
  }

  @Test
  void of_everyKind_isTold() {
    List<Prospect> got =
        ask(
            VERIFIED,
            tls(TlsFloor.VERIFIED, TlsVersion.TLS_1_2),
            new Protection.Smime(),
            new Protection.OpenPgp(),
            new Protection.PortalPickup(Duration.ofDays(1), false, PortalProof.TWO_FACTORS),
            new Protection.OpportunisticTls(),
            new Protection.ReturnToUpstream());

    assertThat(got)
        .extracting(Prospect::possible)
        .containsExactly(true, false, false, false, true, false);
  }

  private List<Prospect> ask(ProbeReport report, Protection... inOrder) {
    Prospects prospects =
        new Prospects(
            (domain, demand) -> {
              asked.add(demand);
              return report;
            },
            Optional.empty(),
            settings);
    return prospects.of(
        new Decision.Deliver(
            Recipient.of("a@b.example"), List.of(inOrder), Reasons.of("r", "because")),
        "office");
  }

  private static Protection.VerifiedTls tls(TlsFloor floor, TlsVersion minimum) {
    return new Protection.VerifiedTls(floor, minimum, List.of());
  }

  private static ProbeReport report(String version, boolean verified, String why) {
    return new ProbeReport(
        "b.example",
        Optional.empty(),
        ProbeReport.Prediction.FAIL,
        "not signed",
        "none",
        Optional.empty(),
        List.of(
            new ProbeReport.Host(
                "mx.b.example",
                Optional.of("192.0.2.1"),
                true,
                Optional.of(version),
                Optional.empty(),
                Optional.empty(),
                verified,
                ProbeReport.Prediction.FALLBACK,
                why,
                "none",
                List.of())));
  }
}
