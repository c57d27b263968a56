package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsrptCommandTest {
  @TempDir Path directory;
  private String home = "";

  @BeforeEach
  void createHome() {
    home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
  }

  private String report(int bad) throws IOException {
    Instant begin = Instant.now().truncatedTo(ChronoUnit.DAYS);
    String json =
        """
        {"organization-name": "X", "report-id": "r%d",
         "date-range": {"start-datetime": "%s", "end-datetime": "%s"},
         "policies": [{"policy": {"policy-type": "sts", "policy-domain": "clinic.example"},
           "summary": {"total-successful-session-count": 7, "total-failure-session-count": %d},
           "failure-details": [{"result-type": "certificate-expired", "failed-session-count": 1}]}]}
        """
            .formatted(bad, begin, begin, bad);
    return Files.writeString(directory.resolve("report" + bad), json).toString();
  }

  private Ran tlsrpt(String verb, String... arguments) {
    String[] all = new String[4 + arguments.length];
    System.arraycopy(new String[] {"tlsrpt", verb, "--home", home}, 0, all, 0, 4);
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return Ran.postern(all);
  }

  @Test
  void import_reports_areListedAndFailuresAreFindings() throws IOException {
    assertThat(tlsrpt("import", report(0)).out()).contains("report0: taken");
    assertThat(tlsrpt("list").code()).isZero();
    Ran second = tlsrpt("import", report(1), report(0));
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out()).contains("report1: taken", "report0: known already");

    Ran list = tlsrpt("list");
    assertThat(list.code()).isEqualTo(1);
    assertThat(list.out()).contains("clinic.example", "certificate-expired");
    assertThat(Json.readArray(tlsrpt("list", "--json").out())).hasSize(2);
  }

  /** Lets one upstream send for our domain alone. */
  private void sendFor(String domain) throws IOException {
    Path file = Path.of(home, "postern.yaml");
    String old =
        Files.readString(file)
            .lines()
            .filter(l -> !l.startsWith("upstreams:"))
            .collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(
        file,
        old
            + "upstreams: [{name: app, networks: [127.0.0.1/32], sender_domains: ["
            + domain
            + "]}]\n");
  }

  @Test
  void import_oneReportOfAnotherAge_othersAreTaken() throws IOException {
    String good = report(0);
    String text = Files.readString(Path.of(good));
    String forged =
        Files.writeString(
                directory.resolve("forged"),
                text.replaceAll(
                    "\"end-datetime\": \"[^\"]*", "\"end-datetime\": \"+999999999-01-01T00:00:00Z"))
            .toString();

    Ran ran = tlsrpt("import", forged, good);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("forged: not taken: end-datetime", "report0: taken");
  }

  @Test
  void import_domainsOfOthersInAReport_areLeftOut() throws IOException {
    sendFor("clinic.example");
    String text = Files.readString(Path.of(report(0)));
    String foreign =
        text.substring(text.indexOf("{\"policy\""), text.lastIndexOf("]"))
            .replace("clinic.example", "foreign.example")
            .replace("session-count\": 0", "session-count\": 9");
    String mixed =
        Files.writeString(
                directory.resolve("mixed"),
                text.replace("\"policies\": [", "\"policies\": [" + foreign + ","))
            .toString();
    String other =
        Files.writeString(
                directory.resolve("other"), text.replace("clinic.example", "foreign.example"))
            .toString();

    Ran ran = tlsrpt("import", mixed, other);

    assertThat(ran.out()).contains("mixed: taken", "other: not about our domains");
    Ran list = tlsrpt("list");
    assertThat(list.code()).isZero();
    assertThat(list.out()).contains("clinic.example").doesNotContain("foreign.example");
  }

  @Test
  void list_longTextsAndFailuresAlike_isNarrowAndSummed() throws IOException {
    String text = Files.readString(Path.of(report(1)));
    String detail = text.substring(text.indexOf("{\"result-type\""), text.indexOf("]}]}"));
    String two =
        text.replace("\"X\"", "\"" + "x".repeat(900) + "\"").replace(detail, detail + "," + detail);
    assertThat(tlsrpt("import", Files.writeString(directory.resolve("two"), two).toString()).code())
        .isZero();

    List<String> lines = tlsrpt("list").out().lines().toList();

    assertThat(lines).allMatch(l -> l.length() < 200);
    assertThat(lines).filteredOn(l -> l.contains("certificate-expired")).hasSize(1);
    assertThat(lines).anyMatch(l -> l.contains("certificate-expired") && l.contains("  2"));
  }

  @Test
  void import_somethingElse_isAFinding() throws IOException {
    String file = Files.writeString(directory.resolve("x"), "hello").toString();

    Ran ran = tlsrpt("import", file, directory.resolve("none").toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("not taken: there is no report inside", "cannot be read");
    assertThat(Json.readArray(tlsrpt("list", "--json").out())).isEmpty();
  }
}
