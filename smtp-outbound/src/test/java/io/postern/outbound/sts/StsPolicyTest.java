package io.postern.outbound.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StsPolicyTest {
  private static final String GOOD =
      "version: STSv1\r\nmode: enforce\r\nmx: MX.example.org\r\nmx: *.example.net\r\nmax_age: 60\r\n";

  @Test
  void parse_good_read() {
    StsPolicy policy = StsPolicy.parse(GOOD).orElseThrow();
    assertThat(policy.mode()).isEqualTo(StsPolicy.Mode.ENFORCE);
    assertThat(policy.mx()).containsExactly("mx.example.org", "*.example.net");
    assertThat(policy.maxAge()).isEqualTo(Duration.ofMinutes(1));
    good(GOOD.replace("\r\n", "\n"));
    good(GOOD + "future: field\r\n");
    good(GOOD + "mode: none\r\n"); // the first one counts
    good("version: STSv1\nmode: none\nmax_age: 1\n");
  }

  @Test
  void parse_bad_none() {
    bad(GOOD.replace("STSv1", "STSv2"), "another version");
    bad(GOOD.replace("mx:", "nmx:"), "no host, which would hold all mail (postfix-tlspol 95)");
    bad(GOOD.replace("enforce", "force"), "no such mode");
    bad(GOOD.replace("max_age: 60", "max_age: -1"), "no such time");
    bad(GOOD.replace("max_age: 60", ""), "no time");
    bad(GOOD.replace("*.example.net", "*.*.net"), "no such pattern");
    bad(GOOD.replace("MX.example.org", "mx example org"), "no name");
    bad("", "nothing");
  }

  @Test
  void parse_longerThanAYear_aYear() {
    assertThat(StsPolicy.parse(GOOD.replace(": 60", ": 9999999999")).orElseThrow().maxAge())
        .isEqualTo(Duration.ofHours(8766));
  }

  @Test
  void accepts_starIsExactlyOneLabel() {
    StsPolicy policy = StsPolicy.parse(GOOD).orElseThrow();
    assertThat(policy.accepts("mx.example.org")).isTrue();
    assertThat(policy.accepts("a.example.net")).isTrue();
    assertThat(policy.accepts("example.net")).isFalse();
    assertThat(policy.accepts("a.b.example.net")).isFalse();
    assertThat(policy.accepts("a.mx.example.org")).isFalse();
  }

  @Test
  void id_exactlyOneRecord() {
    assertThat(StsRecord.id(List.of("v=STSv1; id=20261121T1;"))).contains("20261121T1");
    assertThat(StsRecord.id(List.of("v=spf1 -all", "v=STSv1;id=a"))).contains("a");
    assertThat(StsRecord.id(List.of("v=STSv1; x=y; id=a; z=1"))).contains("a");
    assertThat(StsRecord.id(List.of("v=STSv1; id=a", "v=STSv1; id=b"))).isEmpty();
    assertThat(StsRecord.id(List.of("v=STSv1; id="))).isEmpty();
    assertThat(StsRecord.id(List.of("v=STSv1; id=a-b"))).isEmpty();
    assertThat(StsRecord.id(List.of("v=STSv1x; id=a"))).isEmpty();
    assertThat(StsRecord.id(List.of())).isEmpty();
  }

  @Test
  void parse_hostileLines_readInTimeThatGrowsWithTheirLength() {
    for (String end : List.of("\u0085", "\u2028", "\r", "\u000b")) {
      for (String blank : List.of(" ", "\t", end, "a: ")) {
        String hostile = GOOD + "a:" + blank.repeat(64 * 1024 / blank.length()) + end + "x";
        assertTimeoutPreemptively(
            Duration.ofSeconds(5), () -> assertThat(StsPolicy.parse(hostile)).isPresent());
        assertTimeoutPreemptively(
            Duration.ofSeconds(5),
            () -> assertThat(StsRecord.id(List.of("v=STSv1;" + hostile))).isEmpty());
      }
    }
  }

  private static void good(String text) {
    assertThat(StsPolicy.parse(text)).isPresent();
  }

  private static void bad(String text, String why) {
    assertThat(StsPolicy.parse(text)).as(why).isEmpty();
  }
}
