package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkRulesTest {
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  private List<Finding> findings(String body, String rule) {
    return scanner.scan(Mail.plain(body)).findings().stream()
        .filter(f -> f.rule().equals(rule))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "73.162.40.9",
        "100.128.0.1",
        "172.32.0.1",
        "2600:1700:5ab0:1c2f:9c3d:77ff:fe21:88aa",
        "2600:1700::5ab0",
        "2A02:8108::1"
      })
  void scan_routedAddress_isFoundWhole(String address) {
    List<Finding> got = findings("seen from " + address + ".", "ip.form");
    assertThat(got)
        .singleElement()
        .satisfies(f -> {
          assertThat(f.offset()).isEqualTo(10);
          assertThat(f.length()).isEqualTo(address.length());
          assertThat(f.sample()).doesNotContain(address);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.2.3.4", // private
        "192.168.1.20",
        "127.0.0.1",
        "169.254.7.7",
        "100.64.3.1",
        "239.1.1.1", // multicast
        "73.162.40", // three octets
        "73.162.40.256",
        "73.162.040.9",
        "1.2.840.113883.5.4", // object identifier
        "version 73.162.40.9",
        "2001:", // a year
        "2001:30",
        "2001:2:3:4:5:6:7:8:9",
        "2001::1::2",
        "fe80::1"
      })
  void scan_whatPointsToNobody_isNoAddress(String text) {
    assertThat(findings("seen from " + text + " ", "ip.form")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://portal.example.org/results/88213904",
        "http://clinic.example/visits?id=a7731902",
        "www.clinic.example/mychart/patient/4471920385"
      })
  void scan_pageOfOnePerson_weighsMoreThanAnAddress(String url) {
    assertThat(findings("Look at <" + url + ">.", "url.person"))
        .singleElement()
        .satisfies(f -> assertThat(f.length()).isEqualTo(url.length()));
  }

  @Test
  void scan_pageForEverybody_saysNextToNothing() {
    String url = "https://www.example.org/2026/living-with-asthma.html";
    assertThat(findings("Read " + url, "url.person")).isEmpty();
    assertThat(findings("Read " + url, "url.form"))
        .singleElement()
        .satisfies(f -> assertThat(f.weight()).isEqualTo(0.03));
    assertThat(findings("see http and www and https:", "url.form")).isEmpty();
  }

  @Test
  void scan_addressesAlone_areNoPhiEvenBesideHealth() {
    String health = "Diabetes and asthma: metformin 500 mg, albuterol. ";
    Screening got =
        scanner.scan(
            Mail.plain(health + "73.162.40.9 https://portal.example/results/88213904 " + health));
    assertThat(got.verdict()).isEqualTo(Verdict.HEALTH_ONLY);
    assertThat(got.findings()).extracting(Finding::rule).contains("ip.form", "url.person");
  }

  @Test
  void scan_addressBesideAnotherIdentifier_raisesTheScore() {
    String note = "Acct 88213904 has diabetes and takes metformin. ";
    double without = scanner.scan(Mail.plain(note)).score();
    double with = scanner.scan(Mail.plain(note + "Seen from 73.162.40.9.")).score();
    assertThat(with).isGreaterThan(without);
  }
}
