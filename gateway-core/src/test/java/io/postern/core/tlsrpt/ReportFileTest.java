package io.postern.core.tlsrpt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.tlsrpt.TlsReport.Failure;
import io.postern.core.tlsrpt.TlsReport.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFileTest {
  /** RFC 8460 appendix B, shortened. */
  private static final String JSON =
      """
      {"organization-name": "Company-X",
       "date-range": {"start-datetime": "2016-04-01T00:00:00Z",
                      "end-datetime": "2016-04-01T23:59:59Z"},
       "contact-info": "sts-reporting@company-x.example",
       "report-id": "5065427c-23d3-47ca-b6e0-946ea0e8c4be",
       "policies": [{
         "policy": {"policy-type": "sts", "policy-string": ["version: STSv1", "mode: testing"],
                    "policy-domain": "Company-Y.example", "mx-host": "*.mail.company-y.example"},
         "summary": {"total-successful-session-count": 5326, "total-failure-session-count": 303},
         "failure-details": [
           {"result-type": "certificate-expired", "sending-mta-ip": "2001:db8:abcd:0012::1",
            "receiving-mx-hostname": "mx1.mail.company-y.example", "failed-session-count": 100},
           {"result-type": "validation-failure", "receiving-ip": "203.0.113.58",
            "failed-session-count": 3, "failure-reason-code": "X509\\u001b_V_ERR"}]}]}
      """;

  private static TlsReport read(byte[] file) throws MalformedReportException {
    return ReportFile.read(file, Instant.parse("2016-04-02T03:00:00Z"));
  }

  private static byte[] gzip(byte[] octets) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(octets);
    }
    return out.toByteArray();
  }

  private static byte[] mail(byte[] report) {
    String body = Base64.getMimeEncoder().encodeToString(report);
    return ("From: r@company-x.example\r\nMIME-Version: 1.0\r\nTLS-Report-Domain: company-y.example\r\n"
            + "Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/plain\r\n\r\nA report.\r\n--b\r\n"
            + "Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + body
            + "\r\n--b--\r\n")
        .getBytes(UTF_8);
  }

  @Test
  void read_jsonGzipAndMail_giveTheSame() throws Exception {
    TlsReport report = read(JSON.getBytes(UTF_8));

    assertThat(report.organisation()).isEqualTo("Company-X");
    assertThat(report.begin()).isEqualTo(Instant.parse("2016-04-01T00:00:00Z"));
    assertThat(report.results())
        .containsExactly(
            new Result(
                "sts",
                "company-y.example",
                List.of("version: STSv1", "mode: testing"),
                List.of("*.mail.company-y.example"),
                5326,
                303,
                List.of(
                    new Failure(
                        "certificate-expired",
                        "2001:db8:abcd:0012::1",
                        "mx1.mail.company-y.example",
                        "",
                        "",
                        100),
                    new Failure("validation-failure", "", "", "203.0.113.58", "X509?_V_ERR", 3))));
    assertThat(read(gzip(JSON.getBytes(UTF_8)))).isEqualTo(report);
    assertThat(read(mail(gzip(JSON.getBytes(UTF_8))))).isEqualTo(report);
  }

  @Test
  void read_controlsAndLineEndsOfUnicode_areReplaced() throws Exception {
    String odd = JSON.replace("Company-X", "a\\u009bb\\u0085c\\u2028d\\u2029e\\u202ef");

    assertThat(read(odd.getBytes(UTF_8)).organisation()).isEqualTo("a?b?c?d?e?f");
  }

  @Test
  void read_reportOfPython_isTaken() throws Exception {
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                "import gzip,json,sys; sys.stdout.buffer.write(gzip.compress(json.dumps("
                    + "json.loads(sys.stdin.read())).encode()))")
            .start();
    try (var in = python.outputWriter(UTF_8)) {
      in.write(JSON);
    }
    byte[] made = python.getInputStream().readAllBytes();
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(read(made)).isEqualTo(read(JSON.getBytes(UTF_8)));
  }

  @Test
  void read_bomb_endsAtTheLimit() throws Exception {
    byte[] bomb = gzip(new byte[64 << 20]);

    assertThat(bomb.length).isLessThan(100_000);
    assertThatThrownBy(() -> read(bomb))
        .isInstanceOf(MalformedReportException.class)
        .hasMessageContaining("larger");
    assertThatThrownBy(() -> read(mail(bomb))).hasMessageContaining("larger");
  }

  @Test
  void read_tooMuchOfSomething_isRefused() {
    String detail = "{\"result-type\":\"x\",\"failed-session-count\":1},";
    String many =
        JSON.replace("\"failure-details\": [", "\"failure-details\": [" + detail.repeat(10_001));
    String deep = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);

    assertThatThrownBy(() -> read(many.getBytes(UTF_8)))
        .hasMessageContaining("too many failure-details");
    assertThatThrownBy(() -> read(deep.getBytes(UTF_8)))
        .isInstanceOf(MalformedReportException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"organization-name\": 1}",
        "\u001f\u008b\b broken",
        "no mail",
        "From: a\n\nno report"
      })
  void read_somethingElse_isRefused(String text) {
    assertThatThrownBy(() -> read(text.getBytes(ISO_8859_1)))
        .isInstanceOf(MalformedReportException.class);
  }

  @Test
  void read_oneThingWrong_isRefused() {
    for (String[] change :
        new String[][] {
          {"5326", "-1"},
          {"5326", "1e99"},
          {"5326", "\"5\""},
          {"2016-04-01T23:59:59Z", "2015-04-01T23:59:59Z"},
          {"2016-04-01T23:59:59Z", "yesterday"},
          {"2016-04-01T23:59:59Z", "2016-04-05T00:00:00Z"},
          {"2016-04-01T23:59:59Z", "+999999999-01-01T00:00:00Z"},
          {"2016-04-01T00:00:00Z", "-999999999-01-01T00:00:00Z"},
          {"2016-04-01T00:00:00Z", "2014-12-31T00:00:00Z"},
          {"\"report-id\"", "\"id\""},
          {"\"policy-domain\"", "\"domain\""},
          {"\"summary\"", "\"sum\""}
        }) {
      String changed = JSON.replace(change[0], change[1]);
      assertThatThrownBy(() -> read(changed.getBytes(UTF_8)))
          .as(change[1])
          .isInstanceOf(MalformedReportException.class);
    }
  }
}
