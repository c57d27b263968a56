package io.postern.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.testing.FakeIntake.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that others wrote, as installed on this machine; a missing one fails. */
@Timeout(60)
final class RealClientsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void openssl_startTls_takesMessage(Settings.TlsEngine engine) throws Exception {
    // What is piped into s_client does not wait for replies.
    Lab.Build build = new Lab.Build().tls(Settings.TlsMode.STARTTLS).engine(engine);
    try (Lab lab =
        build.tolerate(Tolerance.UNOFFERED_PIPELINING, Tolerance.PIPELINED_CONTENT).start()) {
      String output =
          run(
              """
              EHLO c.example.org
              MAIL FROM:<a@example.org>
              RCPT TO:<b@example.net>
              DATA
              Subject: x

              by openssl
              .
              QUIT
              """,
              "openssl",
              "s_client",
              "-quiet",
              "-crlf",
              "-starttls",
              "smtp",
              "-connect",
              address(lab));
      assertThat(output).contains("250 2.0.0 Ok ", "221 2.0.0");
      assertThat(lab.onlyBelowTrace()).isEqualTo("Subject: x\r\n\r\nby openssl\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void openssl_clientCertificateNobodyKnows_isTakenAllTheSame(Settings.TlsEngine engine)
      throws Exception {
    run(
        "",
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=client",
        "-keyout",
        directory.resolve("c.key").toString(),
        "-out",
        directory.resolve("c.pem").toString());
    try (Lab lab = tls(engine)) {
      String output =
          run(
              "quit\n",
              "openssl",
              "s_client",
              "-crlf",
              "-tls1_2",
              "-starttls",
              "smtp",
              "-cert",
              directory.resolve("c.pem").toString(),
              "-key",
              directory.resolve("c.key").toString(),
              "-connect",
              address(lab));
      assertThat(output).contains("TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384", "221 2.0.0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void openssl_oldVersion_isRefused(Settings.TlsEngine engine) throws Exception {
    try (Lab lab = tls(engine)) {
      String output =
          run(
              "",
              "openssl",
              "s_client",
              "-tls1_1",
              "-cipher",
              "ALL:@SECLEVEL=0",
              "-starttls",
              "smtp",
              "-connect",
              address(lab));
      assertThat(output).contains("Cipher is (NONE)");
    }
  }

  @Test
  void python_smtplib_authenticatesAndSendsUtf8() throws Exception {
    String script =
        """
        import smtplib, ssl, sys
        from email.message import EmailMessage
        from email.policy import SMTPUTF8
        port, password = int(sys.argv[1]), sys.argv[2]
        context = ssl._create_unverified_context()
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
            smtp.starttls(context=context)
            smtp.login("app", password)
            m = EmailMessage(policy=SMTPUTF8)
            m["From"], m["To"], m["Subject"] = "jörg@example.org", "b@example.net", "grüße"
            m.set_content(".dots\\n..more\\n")
            smtp.send_message(m)
        print("sent")
        """;
    try (Lab lab =
        new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(Lab.account()).start()) {
      String port = String.valueOf(lab.listener.address().getPort());
      assertThat(run(script, "python3", "-", port, Lab.PASSWORD)).contains("sent");
      Taken taken = lab.intake.taken().getFirst();
      assertThat(taken.envelope().upstream().protocol()).isEqualTo("UTF8SMTPSA");
      assertThat(taken.envelope().from()).hasToString("jörg@example.org");
      assertThat(lab.onlyBelowTrace()).contains("\r\n.dots\r\n..more\r\n");
    }
  }

  @Test
  void curl_sendsFileUnchanged() throws Exception {
    Path file = directory.resolve("m.eml");
    String message = "Subject: x\r\n\r\n.a\r\n" + ("x".repeat(990) + "\r\n").repeat(12);
    Files.writeString(file, message);
    try (Lab lab = Lab.tls()) {
      run(
          "",
          "curl",
          "-sS",
          "--ssl-reqd",
          "--insecure",
          "--mail-from",
          "a@example.org",
          "--mail-rcpt",
          "b@example.net",
          "--upload-file",
          file.toString(),
          "smtp://" + address(lab) + "/client.example.org");
      assertThat(lab.onlyBelowTrace()).isEqualTo(message);
    }
  }

  @Test
  void smtpSource_manySessions_allAreTaken() throws Exception {
    try (Lab lab = Lab.plain()) {
      run(
          "",
          "/usr/sbin/smtp-source",
          "-s",
          "20",
          "-m",
          "400",
          "-l",
          "10240",
          "-f",
          "a@example.org",
          "-t",
          "b@example.net",
          address(lab));
      assertThat(lab.intake.taken()).hasSize(400);
    }
  }

  @Test
  void swaks_startTls_takesMessage() throws Exception {
    try (Lab lab = Lab.tls()) {
      String output =
          run(
              "",
              "swaks",
              "--server",
              address(lab),
              "--tls",
              "--from",
              "a@example.org",
              "--to",
              "b@example.net,c@example.net",
              "--helo",
              "client.example.org");
      assertThat(output).contains("<~  250 2.0.0 Ok ");
      assertThat(lab.intake.taken().getFirst().envelope().to()).hasSize(2);
    }
  }

  @Test
  void msmtp_startTls_takesMessage() throws Exception {
    try (Lab lab = Lab.tls()) {
      run(
          "Subject: x\n\nby msmtp\n.\n..\n",
          "msmtp",
          "--host=127.0.0.1",
          "--port=" + lab.listener.address().getPort(),
          "--tls=on",
          "--tls-certcheck=off",
          "--from=a@example.org",
          "b@example.net");
      assertThat(lab.onlyBelowTrace()).endsWith("\r\n\r\nby msmtp\r\n.\r\n..\r\n");
    }
  }

  /** From an address that may not relay, which is what all of the world is. */
  @Test
  void nmap_asAStranger_findsNoOpenRelayAndNoUsers() throws Exception {
    UpstreamSettings elsewhere =
        Lab.network("elsewhere", "10.0.0.0/8", Optional.empty(), List.of());
    try (Lab lab = new Lab.Build().upstreams(elsewhere).start()) {
      String output =
          run(
              "",
              "nmap",
              "-Pn",
              "-p",
              String.valueOf(lab.listener.address().getPort()),
              "--script",
              "+smtp-open-relay,+smtp-enum-users,+smtp-commands,+smtp-strangeport"
                  + ",+smtp-vuln-cve2010-4344,+smtp-vuln-cve2011-1720,+smtp-vuln-cve2011-1764",
              "--script-timeout",
              "20s",
              "127.0.0.1");
      assertThat(output)
          .contains("smtp-commands", "PIPELINING")
          .contains("Server doesn't seem to be an open relay, all tests failed")
          .doesNotContain("VULNERABLE:")
          .doesNotContainPattern("smtp-enum-users: *\\n\\| +root");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  private static Lab tls(Settings.TlsEngine engine) throws Exception {
    return new Lab.Build().tls(Settings.TlsMode.STARTTLS).engine(engine).start();
  }

  private static String address(Lab lab) {
    return "127.0.0.1:" + lab.listener.address().getPort();
  }

  /** Runs it to its end; gives both outputs. */
  private static String run(String input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(UTF_8));
    process.getOutputStream().flush();
    // s_client leaves at the end of its input, before the replies: it ends by QUIT instead, in
    // lower case where it is not -quiet, because a capital Q at the start is its own command.
    if (!command[0].equals("openssl") || input.isEmpty()) {
      process.getOutputStream().close();
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
