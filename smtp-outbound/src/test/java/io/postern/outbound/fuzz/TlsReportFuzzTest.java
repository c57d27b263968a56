package io.postern.outbound.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.tlsrpt.MalformedReportException;
import io.postern.core.tlsrpt.ReportFile;
import io.postern.core.tlsrpt.TlsReport;
import java.time.Instant;

/** A file of anybody: refused, or a report within its bounds. */
final class TlsReportFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void report(byte[] octets) {
    try {
      bounded(ReportFile.read(octets, Instant.parse("2026-11-20T00:00:00Z")));
    } catch (MalformedReportException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  private static void bounded(TlsReport report) {
    assertThat(report.end()).isAfterOrEqualTo(report.begin());
    assertThat(report.organisation()).isNotBlank().hasSizeLessThanOrEqualTo(1000);
    assertThat(report.organisation().chars()).noneMatch(Character::isISOControl);
    for (TlsReport.Result result : report.results()) {
      assertThat(result.good()).isNotNegative();
      assertThat(result.bad()).isNotNegative();
      assertThat(result.failures()).hasSizeLessThanOrEqualTo(10_000);
    }
  }
}
