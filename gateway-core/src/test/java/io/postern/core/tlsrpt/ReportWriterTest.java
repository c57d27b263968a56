package io.postern.core.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.tlsrpt.TlsReport.Failure;
import io.postern.core.tlsrpt.TlsReport.Result;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What we write is what the RFC says, by our own reader and by a script that knows only the RFC.
 */
class ReportWriterTest {
  private static final TlsReport REPORT =
      new TlsReport(
          "Clinic \u00fc \"quoted\"",
          "tls@clinic.example",
          "0123456789abcdef@clinic.example",
          Instant.parse("2026-01-01T00:00:00Z"),
          Instant.parse("2026-01-01T23:59:59Z"),
          List.of(
              new Result(
                  "sts",
                  "example.org",
                  List.of("version: STSv1", "mode: enforce"),
                  List.of("*.example.org"),
                  7,
                  3,
                  List.of(
                      new Failure("certificate-expired", "2001:db8::1", "mx", "192.0.2.1", "", 2),
                      new Failure("validation-failure", "", "mx", "", "mx-not-in-policy", 1))),
              new Result("no-policy-found", "example.org", List.of(), List.of(), 1, 0, List.of())));

  @TempDir Path directory;

  @Test
  void gzip_isReadAgainAsItWas() throws Exception {
    assertThat(ReportFile.read(ReportWriter.gzip(REPORT), Instant.parse("2026-02-01T00:00:00Z")))
        .isEqualTo(REPORT);
  }

  @Test
  void gzip_everyResultType_isAsTheRfcSays() throws Exception {
    check(REPORT);
    List<Failure> all =
        List.of(TlsFault.values()).stream()
            .map(f -> new Failure(f.result(), "", "mx.example.org", "", f.reason(), 1))
            .toList();
    check(
        new TlsReport(
            REPORT.organisation(),
            REPORT.contact(),
            REPORT.id(),
            REPORT.begin(),
            REPORT.end(),
            List.of(new Result("tlsa", "example.org", List.of(), List.of(), 0, all.size(), all))));
  }

  private void check(TlsReport report) throws Exception {
    Path script = directory.resolve("check_report.py");
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("check_report.py"))) {
      Files.write(script, in.readAllBytes());
    }
    Path file = Files.write(directory.resolve("report"), ReportWriter.gzip(report));
    Process python =
        new ProcessBuilder("python3", script.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEmpty();
    assertThat(python.exitValue()).isZero();
  }
}
