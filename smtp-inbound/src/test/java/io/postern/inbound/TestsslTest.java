package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings.TlsMode;
import io.postern.core.testing.Certs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
          "service", "SMTP within TLS is not among the services that testssl can tell",
          "DNS_CAArecord", "127.0.0.1 has no DNS");

  @TempDir Path directory;

  @Test
  void starttlsAndImplicit_protocolsCiphersForwardSecrecyCertificateVulnerabilities_areOk()
      throws Exception {
    Certs.write(new Certs("root").belowIntermediate(Lab.HOSTNAME), directory);
    try (Lab starttls = new Lab.Build().tls(TlsMode.STARTTLS).identity(directory).start();
        Lab implicit = new Lab.Build().tls(TlsMode.IMPLICIT).identity(directory).start()) {
      Path first = directory.resolve("starttls.json");
      Path second = directory.resolve("implicit.json");
      // At the same time: each waits for the network more than it works.
      Process ofFirst = testssl(starttls, first, "--starttls", "smtp");
      Process ofSecond = testssl(implicit, second);
      assertThat(belowOk(ofFirst, first)).as("STARTTLS").isEmpty();
      assertThat(belowOk(ofSecond, second)).as("implicit TLS").isEmpty();
    }
  }

  private static Process testssl(Lab lab, Path findings, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("testssl", "--quiet", "--warnings", "off", "--color", "0"));
    command.addAll(List.of("--jsonfile", findings.toString(), "--ip", "one"));
    command.addAll(List.of("-p", "-s", "-f", "-S", "-U"));
    command.addAll(List.of(more));
    command.add("127.0.0.1:" + lab.listener.address().getPort());
    return new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<String> belowOk(Process process, Path findings)
      throws IOException, InterruptedException {
    assertThat(process.waitFor(330, TimeUnit.SECONDS)).isTrue();
    Matcher rows = ROW.matcher(Files.readString(findings));
    List<String> all =
        rows.results()
            .filter(r -> !EXPECTED.containsKey(r.group(1)))
            .map(r -> r.group(2) + " " + r.group(1))
            .toList();
    assertThat(all).as("what testssl looked at").hasSizeGreaterThan(60);
    return all.stream().filter(r -> !GOOD.contains(r.substring(0, r.indexOf(' ')))).toList();
  }
}
