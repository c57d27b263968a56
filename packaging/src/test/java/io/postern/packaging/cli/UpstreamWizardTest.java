package io.postern.packaging.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.Json;
import io.postern.config.SecretFile;
import io.postern.config.settings.Settings;
import io.postern.config.settings.SettingsLoader;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that print what connects a provider. */
class UpstreamWizardTest {
  private static final String TENANT = "01234567-89ab-cdef-0123-456789abcdef";

  @TempDir Path directory;
  private String home = "";
  private Path secrets = Path.of("");

  @BeforeEach
  void createHome() {
    home = directory.resolve("home").toString();
    secrets = Path.of(home, "keys/contoso.secrets");
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0", "--hostname", "gw.example.org");
  }

  private Ran microsoft365(String... more) {
    return upstream("microsoft365", more);
  }

  private Ran upstream(String command, String... more) {
    List<String> args =
        new ArrayList<>(List.of("upstream", command, "--home", home, "--name", "contoso"));
    args.addAll(List.of(more));
    return Ran.postern(args.toArray(String[]::new));
  }

  private Ran connected(String... more) {
    List<String> args = new ArrayList<>(List.of("--tenant", TENANT, "--domain", "contoso.example"));
    args.addAll(List.of(more));
    return microsoft365(args.toArray(String[]::new));
  }

  @Test
  void microsoft365_newUpstream_printsWhatConnectsIt() throws IOException {
    Ran ran = connected();
    assertThat(ran.code()).as(ran.err()).isZero();
    String secret = SecretFile.read(secrets).first().value().reveal();
    String word = Files.readString(Path.of(home, "keys/contoso.processed-word")).strip();
    assertThat(ran.out().replaceAll(" +`\n +", " "))
        .contains("  - type: microsoft365\n    name: 'contoso'\n    tenants: ['" + TENANT + "']")
        .contains(
            "New-OutboundConnector -Name 'Postern contoso' -ConnectorType OnPremises"
                + " -IsTransportRuleScoped $true -UseMxRecord $false -SmartHosts 'gw.example.org'"
                + " -TlsSettings DomainValidation -TlsDomain 'gw.example.org'"
                + " -CloudServicesMailEnabled $false -Enabled $true\n")
        .contains(
            "New-TransportRule -Name 'Postern contoso: route' -FromScope InOrganization"
                + " -SentToScope NotInOrganization -RouteMessageOutboundConnector 'Postern contoso'"
                + " -SetHeaderName 'X-Postern-Upstream' -SetHeaderValue '"
                + secret
                + "'"
                + " -ExceptIfHeaderContainsMessageHeader 'X-Postern-Processed'"
                + " -ExceptIfHeaderContainsWords '"
                + word
                + "'"
                + " -StopRuleProcessing $true -Mode Enforce -Enabled $true\n")
        .contains("Validate-OutboundConnector -Identity 'Postern contoso'")
        .contains(
            "contoso.example TXT \"v=spf1 include:spf.protection.outlook.com a:gw.example.org")
        .doesNotContain("New-InboundConnector", "-RemoveHeader");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
        .isEqualTo("rw-------");
    assertThat(SettingsLoader.load(Path.of(home)).upstreams()).isEmpty();
  }

  @Test
  void microsoft365_again_printsTheSame() {
    String first = connected("--write").out();
    Ran second = microsoft365();
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out()).isEqualTo(first.substring(first.indexOf("\n\n") + 1));
    assertThat(Ran.postern("audit", "search", "--home", home, "--type", "upstream_changed").out())
        .contains("contoso")
        .contains("secrets made");
  }

  @Test
  void microsoft365_printedFirstWrittenLater_keepsTheSecret() throws IOException {
    connected();
    String secret = SecretFile.read(secrets).first().value().reveal();
    assertThat(connected("--write").out()).contains(secret);
    assertThat(SettingsLoader.load(Path.of(home)).upstreams())
        .singleElement()
        .isInstanceOf(UpstreamSettings.Microsoft365.class)
        .matches(u -> u.secretHeader().orElseThrow().file().orElseThrow().equals(secrets));
    try (Stream<Path> files = Files.list(Path.of(home))) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("postern.yaml.bak-")))
          .hasSize(1);
    }
  }

  @Test
  void microsoft365_return_printsTheWayBack() {
    Ran ran = connected("--return", "tenant.contoso.example");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().replaceAll(" +`\n +", " "))
        .contains(
            "New-InboundConnector -Name 'Postern contoso return' -ConnectorType OnPremises"
                + " -SenderDomains '*' -RequireTls $true -RestrictDomainsToCertificate $true"
                + " -TlsSenderCertificateName 'tenant.contoso.example'")
        .contains("-RemoveHeader 'X-Postern-Processed'")
        .contains("SPF stays as it is")
        .contains("processed_word: {file: 'keys/contoso.processed-word'}");
    assertThat(connected("--return", "x".repeat(45) + ".example").err())
        .contains("more than 48 characters")
        .hasLineCount(1);
  }

  /** The block is for the settings that --write left, and says what was asked for. */
  @Test
  void microsoft365_return_printedBlockLoads() throws Exception {
    String usual = returnBlock(connected("--write", "--return", "t.contoso.example", "--json"));
    assertThat(usual)
        .isEqualTo(
            """
            outbound:
              return:
                - upstream: 'contoso'
                  host: 'contoso-example.mail.protection.outlook.com:25'
                  certificate: 'certificates/contoso.crt'
                  key: 'certificates/contoso.key'
                  processed_word: {file: 'keys/contoso.processed-word'}\
            """);
    assertThatThrownBy(() -> loadedWith(usual)).hasMessageContaining("outbound.return[0].");
    Path certificates = Files.createDirectories(Path.of(home, "certificates"));
    TestIdentity.write(TestIdentity.ec("t.contoso.example"), certificates);
    Files.move(certificates.resolve("certificate.pem"), certificates.resolve("contoso.crt"));
    Files.move(certificates.resolve("key.pem"), certificates.resolve("contoso.key"));
    assertThat(loadedWith(usual).processedWord()).isPresent();
    String host = "contoso-example.x-v1.mx.microsoft";
    String given =
        returnBlock(microsoft365("--return", "t.contoso.example", "--return-host", host, "--json"));
    assertThat(loadedWith(given).host()).hasToString(host + ":25");
  }

  @Test
  void microsoft365_returnHostThatCannotBe_isMisuse() {
    connected("--write");
    assertThat(
            microsoft365("--return", "t.contoso.example", "--return-host", "mx.example:25").err())
        .contains("without a port")
        .hasLineCount(1);
    assertThat(microsoft365("--return-host", "mx.example").err())
        .contains("--return-host is for --return")
        .hasLineCount(1);
  }

  @Test
  void google_return_printedBlockLoads() throws Exception {
    Ran ran =
        upstream(
            "google",
            "--domain",
            "contoso.example",
            "--write",
            "--return",
            "gw@c.example",
            "--json");
    assertThat(ran.out()).contains("SPF stays as it is").doesNotContain("a:gw.example.org");
    String block = returnBlock(ran);
    assertThatThrownBy(() -> loadedWith(block))
        .hasMessageContaining("the secret's file cannot be read");
    Files.writeString(Path.of(home, "keys/contoso.return-password"), "abcd efgh ijkl mnop\n");
    Settings.Return entry = loadedWith(block);
    assertThat(entry.host()).hasToString("smtp-relay.gmail.com:587");
    assertThat(entry.user()).contains("gw@c.example");
    assertThat(upstream("google", "--return", "nobody").err())
        .contains("--return is a user")
        .hasLineCount(1);
  }

  private static String returnBlock(Ran ran) {
    assertThat(ran.code()).as(ran.err()).isZero();
    for (Object step : (List<?>) requireNonNull(Json.readObject(ran.out()).get("steps"))) {
      if (step instanceof Map<?, ?> m
          && m.get("text") instanceof String text
          && text.startsWith("outbound:")) {
        return text;
      }
    }
    throw new AssertionError("no block in " + ran.out());
  }

  private Settings.Return loadedWith(String block) throws IOException {
    String text = Files.readString(Path.of(home, SettingsLoader.FILE)) + "\n" + block + "\n";
    return SettingsLoader.parse(Path.of(home), text).outbound().return_().getFirst();
  }

  @Test
  void microsoft365_json_holdsTheSame() {
    Map<String, Object> printed = Json.readObject(connected("--json").out());
    assertThat(printed)
        .containsEntry("name", "contoso")
        .containsKeys("created", "add_to_postern_yaml", "backup");
    assertThat((List<?>) printed.get("steps")).hasSize(4);
  }

  @Test
  void microsoft365_whatCannotBeUsed_isMisuseAndMakesNothing() throws IOException {
    misused("tenants: one or more tenant ids are needed", "--tenant", "x", "--domain", "a.example");
    misused("sender_domains: one or more are needed", "--tenant", TENANT);
    misused("a domain name is needed", "--tenant", TENANT, "--domain", "a b");
    misused("a name has 1 to 63", "--tenant", TENANT, "--domain", "a.example", "--name", "../x");
    misused("a time is needed, as in 30m", "--wait", "soon");
    misused("use postern upstream verify for the waiting", "--wait", "1s", "--json");
    try (Stream<Path> keys = Files.list(Path.of(home, "keys"))) {
      assertThat(keys).containsExactly(Path.of(home, "keys/root.key"));
    }
  }

  private void misused(String why, String... args) {
    List<String> all = new ArrayList<>(List.of("upstream", "microsoft365", "--home", home));
    if (!List.of(args).contains("--name")) {
      all.addAll(List.of("--name", "contoso"));
    }
    all.addAll(List.of(args));
    Ran ran = Ran.postern(all.toArray(String[]::new));
    assertThat(ran.code()).as(why).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(why).hasLineCount(1);
  }

  @Test
  void microsoft365_otherThanWhatIsThere_isRefused() {
    connected("--write");
    Ran other = microsoft365("--tenant", "ffffffff-89ab-cdef-0123-456789abcdef");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .contains("has other tenants in postern.yaml: " + TENANT)
        .hasLineCount(1);
    assertThat(upstream("google", "--domain", "contoso.example").err())
        .contains("upstream contoso is there already and of another type");
  }

  @Test
  void google_newUpstream_printsWhatToClick() throws IOException {
    Ran ran = upstream("google", "--domain", "contoso.example,second.example", "--write");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("Host name:                    gw.example.org")
        .contains("Port:                         25\n")
        .contains("Require CA signed certificate:                                 on")
        .contains("Headers > Add custom headers: X-Postern-Upstream")
        .contains(SecretFile.read(secrets).first().value().reveal())
        .contains("second.example TXT \"v=spf1 include:_spf.google.com a:gw.example.org");
    assertThat(SettingsLoader.load(Path.of(home)).upstreams())
        .singleElement()
        .isInstanceOf(UpstreamSettings.Google.class);
    Ran port = upstream("google", "--port", "465");
    assertThat(port.code()).isEqualTo(2);
    assertThat(port.err()).contains("Google connects to port 25, 587 or 1024 to 65535 (not 465)");
  }
}
