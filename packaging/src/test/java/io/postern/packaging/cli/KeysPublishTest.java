package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.postern.outbound.protect.Gpg;
import io.postern.outbound.protect.SmimeAuthority;
import io.postern.outbound.testing.DnsLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one administrator publishes, found by another, through a web server and a signed DNS. */
class KeysPublishTest {
  @TempDir Path directory;
  private String ours = "";

  @BeforeEach
  void createHome() {
    ours = home("ours");
  }

  private String home(String name) {
    String home = directory.resolve(name).toString();
    assertThat(Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0").code()).isZero();
    return home;
  }

  @Test
  void wkd_servedByAWebServer_gpgTakesWhatIsFetched() throws Exception {
    Path root = directory.resolve("www");
    assertThat(publish("wkd", root.toString()).code()).isEqualTo(1);
    try (Gpg gpg = new Gpg(directory)) {
      String fingerprint = own(gpg, "ann@cli.example");
      Ran ran = publish("wkd", root.toString());
      assertThat(ran.code()).as(ran.err()).isZero();
      String hashed = ".well-known/openpgpkey/cli.example/hu/";
      String path = ran.out().lines().filter(l -> l.startsWith(hashed)).findFirst().orElseThrow();
      assertThat(ran.out())
          .contains(".well-known/openpgpkey/cli.example/policy", ".well-known/openpgpkey/policy");
      Path fetched = Files.write(directory.resolve("fetched"), fetched(root, path));
      try (Gpg stranger = new Gpg(directory)) {
        stranger.run("--import", fetched.toString());
        assertThat(stranger.run("--with-colons", "--list-keys", "ann@cli.example").text())
            .contains(fingerprint);
      }
      own(gpg, "bob@second.example");
      assertThat(publish("wkd", "--domain", "second.example", root.toString()).code()).isZero();
      assertThat(fetched(root, path)).isEqualTo(Files.readAllBytes(fetched));
      assertThat(Ran.postern("keys", "remove", "--home", ours, fingerprint).code()).isZero();
      assertThat(publish("wkd", root.toString()).code()).isZero();
      assertThat(root.resolve(path)).doesNotExist();
    }
  }

  private static byte[] fetched(Path root, String path) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.createContext(
        "/",
        exchange -> {
          byte[] file = Files.readAllBytes(Path.of(root + exchange.getRequestURI().getPath()));
          exchange.sendResponseHeaders(200, file.length);
          exchange.getResponseBody().write(file);
          exchange.close();
        });
    server.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
      HttpResponse<byte[]> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void dns_publishedInASignedZone_foundByLookupUntilDiscoveryIsOff() throws Exception {
    assertThat(publish("dns").code()).isEqualTo(1);
    String openPgp;
    try (Gpg gpg = new Gpg(directory)) {
      openPgp = own(gpg, "ann@cli.lab").toLowerCase(Locale.ROOT);
      own(gpg, "eve@other.lab");
    }
    SmimeAuthority authority = new SmimeAuthority(directory);
    authority.person("ann", "P-256", "ann@cli.lab");
    importSigning(authority.pkcs12("ann"), "x");
    Ran records = publish("dns", "--domain", "cli.lab");
    assertThat(records.code()).isZero();
    assertThat(records.out()).contains("OPENPGPKEY", "SMIMEA 3 0 0").doesNotContain("other.lab");
    DnsLab.shared().publish(records.out().lines().filter(l -> !l.isBlank()).toList());

    String theirs = home("theirs");
    Path settings = Path.of(theirs, "postern.yaml");
    String before = Files.readString(settings);
    Files.writeString(settings, dns(), StandardOpenOption.APPEND);
    Files.writeString(
        settings,
        "keys: {discovery: {enabled: true, sources: [smimea, openpgpkey], timeout: 30s,"
            + " source_timeout: 10s}}\n",
        StandardOpenOption.APPEND);
    Ran found = lookup(theirs, "--discover");
    assertThat(found.code()).as(found.out() + found.err()).isZero();
    assertThat(found.out())
        .contains(openPgp + " usable")
        .contains("_openpgpkey.cli.lab", "_smimecert.cli.lab", "taken");
    assertThat(lookup(theirs).code()).isZero();
    Ran none = Ran.postern("keys", "lookup", "--home", theirs, "--discover", "bob@cli.lab");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.out()).contains("no record");

    Files.writeString(settings, before);
    Ran off = lookup(theirs, "--json");
    assertThat(off.code()).isEqualTo(1);
    assertThat(off.out()).contains("finding_lapsed");
  }

  private static String dns() {
    return "dns: {resolvers: ['127.0.0.1:"
        + DnsLab.shared().port()
        + "'], dnssec: validate, trust_anchors: ['"
        + DnsLab.shared().anchor()
        + "'], forged_name: "
        + DnsLab.FORGED
        + "}\n";
  }

  private static Ran lookup(String home, String... options) {
    List<String> all = new ArrayList<>(List.of("keys", "lookup", "--home", home));
    all.addAll(List.of(options));
    all.add("ann@cli.lab");
    return Ran.postern(all.toArray(String[]::new));
  }

  private Ran publish(String what, String... arguments) {
    List<String> all = new ArrayList<>(List.of("keys", "publish", what, "--home", ours));
    all.addAll(List.of(arguments));
    return Ran.postern(all.toArray(String[]::new));
  }

  private String own(Gpg gpg, String address) throws IOException {
    String fingerprint = gpg.person(address, "ed25519", "cv25519");
    importSigning(Files.write(directory.resolve(address + ".asc"), gpg.exportSecret(address)), "");
    return fingerprint;
  }

  private void importSigning(Path file, String password) throws IOException {
    List<String> all = new ArrayList<>(List.of("keys", "import", "--home", ours, "--sign"));
    if (!password.isEmpty()) {
      Path secret = Files.writeString(directory.resolve("password"), password);
      all.addAll(List.of("--password-file", secret.toString()));
    }
    all.add(file.toString());
    Ran ran = Ran.postern(all.toArray(String[]::new));
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
  }
}
