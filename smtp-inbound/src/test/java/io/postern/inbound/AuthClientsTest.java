package io.postern.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.TestIdentity;
import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH with clients that others wrote, as installed on this machine; a missing one fails. */
@Timeout(60)
final class AuthClientsTest {
  private static final TlsIdentity OWN = TestIdentity.rsa("client.example.org");
  private static final String MESSAGE = "Subject: x\n\nby a real client\n";

  @TempDir Path directory;

  @BeforeEach
  void writeCertificate() throws IOException {
    TestIdentity.write(OWN, directory);
    Files.setPosixFilePermissions(
        directory.resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "login", "scram-sha-256", "external"})
  void msmtp_authenticates(String mechanism) throws Exception {
    try (Lab lab = lab()) {
      boolean external = mechanism.equals("external");
      Path config = directory.resolve("msmtprc");
      Files.writeString(
          config,
          """
          account default
          host 127.0.0.1
          port %d
          domain client.example.org
          tls on
          tls_starttls on
          tls_certcheck off
          auth %s
          user %s
          password "%s"
          from a@example.org
          %s
          """
              .formatted(
                  port(lab),
                  mechanism,
                  external ? "key" : "app",
                  Lab.PASSWORD,
                  external
                      ? "tls_cert_file %1$s/certificate.pem\ntls_key_file %1$s/key.pem"
                          .formatted(directory)
                      : ""));
      Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
      run(MESSAGE, "msmtp", "-C", config.toString(), "b@example.net");
      assertSent(lab);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "LOGIN"})
  void swaks_authenticates(String mechanism) throws Exception {
    try (Lab lab = lab()) {
      String output =
          run(
              "",
              "swaks",
              "--server",
              "127.0.0.1:" + port(lab),
              "--tls",
              "--auth",
              mechanism,
              "--auth-user",
              "app",
              "--auth-password",
              Lab.PASSWORD,
              "--auth-hide-password",
              "--from",
              "a@example.org",
              "--to",
              "b@example.net",
              "--body",
              "by a real client");
      assertThat(output).contains("235 2.7.0");
      assertSent(lab);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "LOGIN", "EXTERNAL"})
  void curl_authenticates(String mechanism) throws Exception {
    Path file = directory.resolve("m.eml");
    Files.writeString(file, MESSAGE.replace("\n", "\r\n"));
    try (Lab lab = lab()) {
      String user = mechanism.equals("EXTERNAL") ? "key:" : "app:" + Lab.PASSWORD;
      run(
          "",
          "curl",
          "-sS",
          "--ssl-reqd",
          "--insecure",
          "--user",
          user,
          "--login-options",
          "AUTH=" + mechanism,
          "--cert",
          directory.resolve("certificate.pem").toString(),
          "--key",
          directory.resolve("key.pem").toString(),
          "--mail-from",
          "a@example.org",
          "--mail-rcpt",
          "b@example.net",
          "--upload-file",
          file.toString(),
          "smtp://127.0.0.1:" + port(lab) + "/client.example.org");
      assertSent(lab);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth_plain", "auth_login"})
  void python_smtplib_authenticatesAndIsRefusedWithAWrongPassword(String method) throws Exception {
    String script =
        """
        import smtplib, ssl, sys
        port, method, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
            smtp.starttls(context=ssl._create_unverified_context())
            smtp.ehlo()
            smtp.user, smtp.password = "app", "wrong"
            name = method[5:].upper()
            try:
                smtp.auth(name, getattr(smtp, method))
                print("authenticated with a wrong password")
            except smtplib.SMTPAuthenticationError as e:
                print("refused", e.smtp_code)
            smtp.password = password
            print("right", smtp.auth(name, getattr(smtp, method))[0])
            smtp.sendmail("a@example.org", ["b@example.net"], "Subject: x\\n\\nby a real client\\n")
        """;
    try (Lab lab = lab()) {
      String port = String.valueOf(port(lab));
      assertThat(run(script, "python3", "-", port, method, Lab.PASSWORD))
          .contains("refused 535", "right 235");
      assertSent(lab);
    }
  }

  @Test
  void msmtp_certificateAlone_relaysWithoutAuth() throws Exception {
    try (Lab lab = lab()) {
      run(
          MESSAGE,
          "msmtp",
          "--host=127.0.0.1",
          "--port=" + port(lab),
          "--tls=on",
          "--tls-certcheck=off",
          "--tls-cert-file=" + directory.resolve("certificate.pem"),
          "--tls-key-file=" + directory.resolve("key.pem"),
          "--from=a@example.org",
          "b@example.net");
      assertSent(lab);
    }
  }

  private static Lab lab() throws Exception {
    return Apps.lab(Apps.account("app"), Apps.keyed("key", OWN));
  }

  private static int port(Lab lab) {
    return lab.listener.address().getPort();
  }

  private static void assertSent(Lab lab) {
    assertThat(lab.onlyBelowTrace()).contains("by a real client");
    assertThat(lab.intake.taken().getFirst().envelope().upstream().protocol()).isEqualTo("ESMTPSA");
  }

  /** Runs it to its end; gives both outputs. */
  private static String run(String input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
