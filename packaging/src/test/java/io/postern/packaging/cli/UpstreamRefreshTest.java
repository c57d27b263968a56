package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.inbound.upstream.Provider;
import io.postern.inbound.upstream.ProviderRanges;
import io.postern.inbound.upstream.RangeList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamRefreshTest {
  private static final RangeList SHIPPED = ProviderRanges.shipped(Provider.MICROSOFT365);

  @TempDir Path directory;
  private String home = "";
  private Path file = Path.of("");
  private Path published = Path.of("");

  @BeforeEach
  void createHome() {
    home = directory.resolve("home").toString();
    file = Path.of(home, "upstreams/microsoft365.ranges");
    published = directory.resolve("published");
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
  }

  private Ran refresh(String... more) {
    List<String> args =
        new java.util.ArrayList<>(
            List.of("upstream", "refresh", "microsoft365", "--home", home, "--from"));
    args.addAll(List.of(more));
    return Ran.postern(args.toArray(String[]::new));
  }

  private void publish(String more) throws IOException {
    Files.writeString(
        published,
        SHIPPED.networks().stream().map(n -> n + "\n").collect(Collectors.joining()) + more);
  }

  @Test
  void refresh_difference_isShownAndWrittenOnlyWhenConfirmed() throws IOException {
    publish("52.96.0.0/16\n");
    Ran shown = refresh(published.toString());
    assertThat(shown.code()).isEqualTo(1);
    assertThat(shown.out()).contains("+ 52.96.0.0/16\n").contains("not written; use --yes");
    assertThat(file).doesNotExist();
    Ran written = refresh(published.toUri().toString(), "--yes", "--json");
    assertThat(written.code()).as(written.err()).isZero();
    assertThat(Json.readObject(written.out()))
        .containsEntry("added", List.of("52.96.0.0/16"))
        .containsEntry("written", true);
    RangeList list = RangeList.parse(Files.readString(file));
    assertThat(list.date()).isEqualTo(LocalDate.now(ZoneOffset.UTC));
    assertThat(list.source()).endsWith("/published");
    assertThat(list.networks()).hasSize(SHIPPED.networks().size() + 1);
  }

  @Test
  void refresh_noDifference_renewsTheDate() throws IOException {
    publish("");
    Ran ran = refresh(published.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("no difference\nwritten " + file);
    assertThat(file).exists();
  }

  @Test
  void refresh_suspiciousOrImpossible_writesNothing() throws IOException {
    publish("20.0.0.0/11\n");
    refused("times as many; nothing was written", published.toString(), "--yes");
    assertThat(file).doesNotExist();
    assertThat(refresh(published.toString(), "--yes", "--force").code()).isZero();
    String before = Files.readString(file);
    publish("10.0.0.0/16\n");
    refused("is private or reserved", published.toString(), "--yes", "--force");
    publish("0.0.0.0/0\n");
    refused("wider than any", published.toString(), "--yes", "--force");
    Files.writeString(published, "\n");
    refused("no network is in it", published.toString(), "--yes", "--force");
    refused("https is needed", "http://127.0.0.1:1/x", "--yes");
    refused("cannot be read", "https://127.0.0.1:1/x", "--yes");
    refused("cannot be read", directory.resolve("none").toString(), "--yes");
    assertThat(file).hasContent(before);
  }

  private void refused(String why, String... args) {
    Ran ran = refresh(args);
    assertThat(ran.code()).as(why).isEqualTo(2);
    assertThat(ran.err()).contains(why).hasLineCount(1);
  }

  @Test
  void explain_code_saysWhatToDo() {
    Ran ran = Ran.postern("upstream", "explain", "[p-secret-wrong]");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("P-SECRET-WRONG").contains("to do: Set the newest secret");
    assertThat(Json.readObject(Ran.postern("upstream", "explain", "--json", "P-FROM").out()))
        .containsEntry("code", "P-FROM")
        .containsKeys("meaning", "cause", "action", "alarm", "reply");
    Ran unknown = Ran.postern("upstream", "explain", "P-SECRET-WRNG");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .isEqualToIgnoringNewLines(
            "postern upstream explain: no such code; did you mean 'P-SECRET-WRONG'?");
  }
}
