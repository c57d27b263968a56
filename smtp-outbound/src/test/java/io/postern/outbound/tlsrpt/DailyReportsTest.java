package io.postern.outbound.tlsrpt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Envelope;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.testing.FakeIntake.Taken;
import io.postern.core.tlsrpt.ReportFile;
import io.postern.core.tlsrpt.TlsReport;
import io.postern.outbound.tlsrpt.ReportLab.Posted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From counts to reports at a web server and in the queue. */
class DailyReportsTest {
  private static final String WEB = "https://reports.example.net/v1?k=1";
  private static final String MAIL = "mailto:tls@example.org";

  @TempDir Path directory;
  private ReportLab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new ReportLab(Files.createDirectory(directory.resolve("store")), true);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private void nextDay() {
    lab.clock.advance(Duration.ofHours(13));
    lab.reports.round();
  }

  private void hourLater() {
    lab.clock.advance(Duration.ofMinutes(61));
    lab.reports.round();
  }

  private int metric(String way, String outcome) {
    return lab.meters.counted("postern_tls_reports way=" + way + " outcome=" + outcome);
  }

  @Test
  void round_https_postsTheReportOfTheDayOnce() throws Exception {
    lab.wanted(WEB).counted();
    lab.reports.round();
    assertThat(lab.posted).as("the day is not over").isEmpty();

    nextDay();
    hourLater();

    Posted posted = lab.posted.getFirst();
    assertThat(lab.posted).hasSize(1);
    assertThat(posted.path()).isEqualTo("/v1?k=1");
    assertThat(posted.type()).isEqualTo("application/tlsrpt+gzip");
    TlsReport report = ReportFile.read(posted.body(), Instant.parse("2026-02-01T00:00:00Z"));
    assertThat(report.organisation()).isEqualTo("Clinic");
    assertThat(report.contact()).isEqualTo("tls@clinic.example");
    assertThat(report.id()).matches("[0-9a-f]{20}@clinic\\.example");
    assertThat(report.begin()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(report.end()).isEqualTo(Instant.parse("2026-01-01T23:59:59Z"));
    assertThat(report.results()).hasSize(1);
    assertThat(report.results().getFirst().good()).isEqualTo(1);
    assertThat(report.results().getFirst().bad()).isEqualTo(1);
    assertThat(metric("https", "sent")).isEqualTo(1);
  }

  @Test
  void round_severalNodes_oneSends() throws Exception {
    lab.wanted(WEB).counted();
    List<DailyReports> nodes = List.of(lab.reports, lab.reports(), lab.reports(), lab.reports());
    lab.clock.advance(Duration.ofHours(13));

    CompletableFuture.allOf(
            nodes.stream()
                .map(n -> CompletableFuture.runAsync(n::round))
                .toArray(CompletableFuture[]::new))
        .join();
    nodes.forEach(DailyReports::round);
    nodes.stream().skip(1).forEach(DailyReports::close);

    assertThat(lab.posted).hasSize(1);
  }

  @Test
  void round_mail_isOurOwnAnswersNobodyAndAsksForNoTls() throws Exception {
    lab.wanted(MAIL).counted();
    nextDay();

    Taken taken = lab.intake.taken().getFirst();
    Envelope envelope = taken.envelope();
    assertThat(taken.own()).contains(new Protection.OpportunisticTls());
    assertThat(envelope.from()).isEqualTo(new ReversePath.Null());
    assertThat(envelope.to().getFirst().mailbox().address()).isEqualTo("tls@example.org");
    assertThat(envelope.to().getFirst().notifyOn()).containsExactly(Recipient.Notify.NEVER);
    assertThat(envelope.options().requireTls()).isFalse();
    String mail = new String(taken.content().open().readAllBytes(), UTF_8);
    String id = ReportFile.read(mail.getBytes(UTF_8), Instant.parse("2026-02-01T00:00:00Z")).id();
    assertThat(mail)
        .contains(
            "From: \"Clinic\" <tls@clinic.example>\r\nTo: <tls@example.org>\r\n",
            "Subject: Report Domain: example.org Submitter: clinic.example\r\n Report-ID: <"
                + id
                + ">\r\n",
            "TLS-Report-Domain: example.org\r\nTLS-Report-Submitter: clinic.example\r\n",
            "TLS-Required: No\r\n",
            "Content-Type: multipart/report; report-type=\"tlsrpt\";\r\n",
            "Content-Type: application/tlsrpt+gzip\r\n",
            "filename=\"clinic.example!example.org!1767225600!1767311999!"
                + id.substring(0, 20)
                + ".json.gz\"\r\n");
    assertThat(mail.lines()).allMatch(line -> line.length() <= 998);
    assertThat(mail.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    assertThat(metric("mail", "sent")).isEqualTo(1);
  }

  @Test
  void round_oneTargetFails_onlyThatOneIsTriedAgain() throws Exception {
    lab.wanted(MAIL + "," + WEB).counted();
    lab.answers.addAll(List.of(503, 302));
    nextDay();
    lab.reports.round();
    assertThat(lab.posted).as("not before an hour is over").hasSize(1);
    hourLater();
    hourLater();
    hourLater();

    assertThat(lab.posted).hasSize(3);
    assertThat(lab.posted.stream().map(p -> id(p.body())).distinct()).hasSize(1);
    assertThat(lab.intake.taken()).hasSize(1);
    assertThat(metric("https", "failed")).isEqualTo(2);
    assertThat(metric("https", "sent")).isEqualTo(1);
  }

  @Test
  void round_keyThatDoesNotOpen_otherTargetsAreServedOnce() throws Exception {
    lab.wanted(WEB + "," + MAIL).counted();
    lab.keyDoesNotOpen = true;
    nextDay();
    hourLater();
    hourLater();

    assertThat(lab.posted).hasSize(1);
    assertThat(metric("https", "sent")).isEqualTo(1);
  }

  private static String id(byte[] report) {
    try {
      return ReportFile.read(report, Instant.parse("2026-02-01T00:00:00Z")).id();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void round_serverThatCannotProveItsName_getsNothingAndTheReportIsDroppedAfterADay()
      throws Exception {
    lab.close();
    lab = new ReportLab(Files.createDirectory(directory.resolve("other")), false);
    lab.wanted(WEB).counted();
    nextDay();
    Stream.generate(() -> 0).limit(30).forEach(i -> hourLater());

    assertThat(lab.posted).isEmpty();
    assertThat(metric("any", "dropped")).isEqualTo(1);
    assertThat(metric("https", "failed")).isBetween(20, 28);
    lab.wanted(MAIL);
    hourLater();
    assertThat(lab.intake.taken()).isEmpty();
  }

  @Test
  void round_dnsThatDoesNotAnswer_isAskedAgain() throws Exception {
    lab.counted();
    lab.record = new Answer.TemporaryFailure<>("SERVFAIL");
    nextDay();
    lab.wanted(WEB);
    hourLater();

    assertThat(lab.posted).hasSize(1);
  }

  @Test
  void round_nobodyAsks_nothingIsSentNorKept() throws Exception {
    lab.counted();
    nextDay();
    lab.wanted(WEB);
    hourLater();

    assertThat(lab.posted).isEmpty();
  }

  @Test
  void round_withoutKey_goesByHttpsAlone() throws Exception {
    lab.wanted(MAIL + "," + WEB).counted();
    lab.signs = false;
    nextDay();
    hourLater();

    assertThat(lab.intake.taken()).isEmpty();
    assertThat(lab.posted).hasSize(1);
    assertThat(metric("mail", "unsigned")).isEqualTo(1);
  }

  @Test
  void close_countsInMemory_areStored() throws Exception {
    lab.wanted(WEB);
    lab.reports.start();
    lab.counted();
    DailyReports restarted = lab.reports();
    lab.reports.close();
    lab.clock.advance(Duration.ofHours(13));
    restarted.round();
    restarted.close();

    assertThat(lab.posted).hasSize(1);
  }
}
