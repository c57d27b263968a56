package io.postern.core.tlsrpt;

import io.postern.config.Json;
import io.postern.core.tlsrpt.TlsReport.Failure;
import io.postern.core.tlsrpt.TlsReport.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Writes the JSON of a report (RFC 8460 4.4). */
public final class ReportWriter {
  private ReportWriter() {}

  /** In gzip, as it is sent. */
  public static byte[] gzip(TlsReport report) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(json(report).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  static String json(TlsReport report) {
    return Json.write(
        Map.of(
            "organization-name",
            report.organisation(),
            "date-range",
            Map.of(
                "start-datetime",
                report.begin().truncatedTo(ChronoUnit.SECONDS).toString(),
                "end-datetime",
                report.end().truncatedTo(ChronoUnit.SECONDS).toString()),
            "contact-info",
            report.contact(),
            "report-id",
            report.id(),
            "policies",
            report.results().stream().map(ReportWriter::result).toList()));
  }

  private static Map<String, Object> result(Result result) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("policy", policy(result));
    entry.put(
        "summary",
        Map.of(
            "total-successful-session-count",
            result.good(),
            "total-failure-session-count",
            result.bad()));
    List<Map<String, Object>> failures =
        result.failures().stream().map(ReportWriter::failure).toList();
    if (!failures.isEmpty()) {
      entry.put("failure-details", failures);
    }
    return entry;
  }

  private static Map<String, Object> policy(Result result) {
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("policy-type", result.type());
    policy.put("policy-domain", result.domain());
    if (!result.policy().isEmpty()) {
      policy.put("policy-string", result.policy());
    }
    if (!result.hosts().isEmpty()) {
      policy.put("mx-host", result.hosts());
    }
    return policy;
  }

  private static Map<String, Object> failure(Failure failure) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("result-type", failure.result());
    put(detail, "sending-mta-ip", failure.sender());
    put(detail, "receiving-mx-hostname", failure.host());
    put(detail, "receiving-ip", failure.address());
    detail.put("failed-session-count", failure.sessions());
    put(detail, "failure-reason-code", failure.reason());
    return detail;
  }

  private static void put(Map<String, Object> detail, String key, String value) {
    if (!value.isEmpty()) {
      detail.put(key, value);
    }
  }
}
