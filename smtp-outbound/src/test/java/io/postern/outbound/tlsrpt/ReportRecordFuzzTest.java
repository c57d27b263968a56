package io.postern.outbound.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A TXT record of anybody leads to few places, none of which breaks out of a header or request. */
final class ReportRecordFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void record(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    List<ReportTarget> targets = ReportRecord.targets(List.of(text));
    assertThat(targets).hasSizeLessThanOrEqualTo(5).doesNotHaveDuplicates();
    targets.forEach(ReportRecordFuzzTest::isHarmless);
  }

  private static void isHarmless(ReportTarget target) {
    String sent =
        switch (target) {
          case ReportTarget.Mail(String _, var mailbox) -> mailbox.address();
          case ReportTarget.Web there -> there.uri().getHost() + there.path();
        };
    assertThat(sent.chars()).allMatch(c -> c > ' ' && c < 127);
    if (target instanceof ReportTarget.Web there) {
      assertThat(there.path()).startsWith("/");
    }
  }
}
