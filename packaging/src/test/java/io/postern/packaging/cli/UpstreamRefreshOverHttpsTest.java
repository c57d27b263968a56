package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Cidr;
import io.postern.inbound.upstream.Provider;
import io.postern.inbound.upstream.ProviderRanges;
import io.postern.inbound.upstream.RangeList;
import io.postern.packaging.demo.DemoAuthority;
import io.postern.packaging.upstream.HttpsSite;
import io.postern.packaging.upstream.RangeSourceTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A list from a server whose authority this Java trusts, as the command takes it. */
@Timeout(60)
class UpstreamRefreshOverHttpsTest {
  private static final List<Cidr> SHIPPED =
      ProviderRanges.shipped(Provider.MICROSOFT365).networks();

  @TempDir Path directory;
  private SSLContext before;
  private HttpsSite site;
  private String home = "";
  private Path file = Path.of("");

  @BeforeEach
  void open() throws Exception {
    DemoAuthority authority = DemoAuthority.create(InstantSource.system());
    before = SSLContext.getDefault();
    SSLContext.setDefault(RangeSourceTest.trusting(authority));
    site = new HttpsSite(authority.server("localhost"));
    home = directory.resolve("home").toString();
    file = Path.of(home, "upstreams/microsoft365.ranges");
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
  }

  @AfterEach
  void close() {
    SSLContext.setDefault(before);
    site.close();
  }

  private Ran refresh(String... more) {
    return Ran.postern(
        Stream.concat(
                Stream.of(
                    "upstream", "refresh", "microsoft365", "--home", home, "--from", site.url()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /** As Microsoft's web service writes them, with a set that is no mail. */
  private static String endpoints(Stream<String> networks) {
    return """
    [{"id": 1, "serviceArea": "Exchange", "ips": ["13.107.6.152/31"], "tcpPorts": "443"},
     {"id": 10, "serviceArea": "Exchange", "ips": [%s], "tcpPorts": "25", "required": true}]
    """
        .formatted(networks.map(n -> '"' + n + '"').collect(Collectors.joining(", ")));
  }

  private static Stream<String> shipped() {
    return SHIPPED.stream().map(Cidr::toString);
  }

  @Test
  void refresh_listWithOneMore_isShownThenWrittenWithDateAndSource() throws IOException {
    site.shows("application/json", endpoints(Stream.concat(shipped(), Stream.of("52.96.0.0/16"))));
    Ran shown = refresh();
    assertThat(shown.code()).as(shown.err()).isEqualTo(Postern.FINDING);
    assertThat(shown.out())
        .isEqualToIgnoringNewLines(
            "+ 52.96.0.0/16%d networksnot written; use --yes".formatted(SHIPPED.size() + 1));
    assertThat(file).doesNotExist();
    assertThat(refresh("--yes").code()).isZero();
    RangeList list = RangeList.parse(Files.readString(file));
    assertThat(list.source()).isEqualTo(site.url());
    assertThat(list.date()).isEqualTo(LocalDate.now(ZoneOffset.UTC));
    assertThat(list.networks())
        .hasSize(SHIPPED.size() + 1)
        .contains(Cidr.parse("52.96.0.0/16"))
        .doesNotContain(Cidr.parse("13.107.6.152/31"));
  }

  @Test
  void refresh_listThatShrinksStrongly_needsForce() throws IOException {
    List<String> few = shipped().filter(n -> n.contains(":")).limit(1).toList();
    site.shows("application/json", endpoints(few.stream()));
    refused("times as many; nothing was written", "--yes");
    assertThat(file).doesNotExist();
    assertThat(refresh("--yes", "--force").code()).isZero();
    assertThat(RangeList.parse(Files.readString(file)).networks())
        .containsExactly(Cidr.parse(few.getFirst()));
  }

  @Test
  void refresh_whatIsNoList_isRefusedWhateverItIsCalled() {
    site.shows("text/html", "<html><body>Please log in to the network</body></html>");
    refused("not a network");
    site.shows("application/json", "<html><body>Please log in to the network</body></html>");
    refused("not a network");
    site.shows("application/json", "[{\"id\": 10, \"serviceArea\": \"Exch");
    refused("not JSON");
    site.shows("application/json", "{\"error\": {\"code\": \"BadRequest\"}}");
    refused("not JSON");
    site.shows("application/json", "[]");
    refused("no network is in it");
    site.shows("application/json", endpoints(Stream.empty()));
    refused("no network is in it");
    site.shows("text/plain", "");
    refused("no network is in it");
    site.shows("application/json", endpoints(Stream.concat(shipped(), Stream.of("0.0.0.0/0"))));
    refused("wider than any");
    site.shows("application/json", endpoints(Stream.concat(shipped(), Stream.of("40.92.0.0/x"))));
    refused("not a network");
    site.answer(HttpsSite.redirect(302, site.url() + "/elsewhere"));
    refused("the server answers 302");
    assertThat(site.asked()).doesNotContain("/list/elsewhere");
    assertThat(file).doesNotExist();
  }

  /** Not even for somebody who insists. */
  private void refused(String why) {
    refused(why, "--yes", "--force");
  }

  private void refused(String why, String... options) {
    Ran ran = refresh(options);
    assertThat(ran.code()).as(why).isEqualTo(Postern.MISUSE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(why).hasLineCount(1);
  }
}
