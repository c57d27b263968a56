package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings.TlsMode;
import io.postern.core.testing.Certs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What testssl.sh says of a listener: nothing below its "ok". */
@Timeout(360)
class TestsslTest {
  private static final Pattern ROW =
      Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"[^}]*\"severity\"\\s*:\\s*\"([A-Z]+)\"");

  private static final Set<String> GOOD = Set.of("OK", "INFO");

  /** What a certificate of a test's own authority on loopback cannot have. */
  private static final Map<String, String> EXPECTED =
      Map.of(
          "engine_problem", "says that testssl's own openssl lacks GOST",
          "cert_trust", "127.0.0.1 is a name that no certificate here carries",
          "cert_chain_of_trust", "the test's authority is in no system's list",
          "cert_revocation", "nor does it publish revocations",
          "DNS_CAArecord", "127.0.0.1 has no DNS");

  @TempDir Path directory;

  @Test
  void starttls_protocolsCiphersForwardSecrecyCertificateVulnerabilities_areOk() throws Exception {
    Certs.write(new Certs("root").belowIntermediate(Lab.HOSTNAME), directory);
    try (Lab lab = new Lab.Build().tls(TlsMode.STARTTLS).identity(directory).start()) {
      assertThat(belowOk(lab)).isEmpty();
    }
  }

  private List<String> belowOk(Lab lab) throws IOException, InterruptedException {
    Path json = directory.resolve("findings.json");
    Process process =
        new ProcessBuilder(
                "testssl",
                "--quiet",
                "--warnings",
                "off",
                "--color",
                "0",
                "--jsonfile",
                json.toString(),
                "--ip",
                "one",
                "-p",
                "-s",
                "-f",
                "-S",
                "-U",
                "--starttls",
                "smtp",
                "127.0.0.1:" + lab.listener.address().getPort())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(330, TimeUnit.SECONDS)).isTrue();
    Matcher rows = ROW.matcher(Files.readString(json));
    List<String> all =
        rows.results()
            .filter(r -> !EXPECTED.containsKey(r.group(1)))
            .map(r -> r.group(2) + " " + r.group(1))
            .toList();
    assertThat(all).as("what testssl looked at").hasSizeGreaterThan(60);
    return all.stream().filter(r -> !GOOD.contains(r.substring(0, r.indexOf(' ')))).toList();
  }
}
