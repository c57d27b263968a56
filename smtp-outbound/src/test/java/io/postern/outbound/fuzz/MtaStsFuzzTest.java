package io.postern.outbound.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.outbound.sts.StsPolicy;
import io.postern.outbound.sts.StsRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A record and a policy of anybody: no policy, or one within its bounds. */
final class MtaStsFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void record(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    StsRecord.id(List.of(text)).ifPresent(id -> assertThat(id).matches("[A-Za-z0-9]{1,32}"));
    assertThat(StsRecord.id(List.of("v=STSv1; id=1", "v=STSv1; " + text))).isEmpty();
  }

  @FuzzTest(maxDuration = "60s")
  void policy(byte[] octets) {
    StsPolicy.parse(new String(octets, StandardCharsets.UTF_8)).ifPresent(MtaStsFuzzTest::bounded);
  }

  private static void bounded(StsPolicy policy) {
    assertThat(policy.maxAge()).isBetween(Duration.ZERO, Duration.ofHours(8766));
    assertThat(policy.mx()).allMatch(mx -> mx.matches("(\\*\\.)?[a-z0-9_.-]+"));
    if (policy.mode() != StsPolicy.Mode.NONE) {
      assertThat(policy.mx()).isNotEmpty();
    }
    policy.mx().stream()
        .filter(mx -> !mx.startsWith("*"))
        .forEach(mx -> assertThat(policy.accepts(mx)).isTrue());
    assertThat(policy.accepts("no.such.host.invalid"))
        .isEqualTo(
            policy.mx().contains("no.such.host.invalid")
                || policy.mx().contains("*.such.host.invalid"));
  }
}
