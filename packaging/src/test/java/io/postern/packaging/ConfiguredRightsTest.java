package io.postern.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Cidr;
import io.postern.config.settings.UpstreamSettings;
import io.postern.config.settings.UpstreamSettings.Account;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfiguredRightsTest {
  private static UpstreamSettings network(String name, String... domains) {
    return new UpstreamSettings.Network(
        name,
        List.of(Cidr.parse("127.0.0.1/32")),
        Optional.empty(),
        List.of(),
        List.of(domains),
        false,
        1);
  }

  private static Account account(String... domains) {
    return new Account(
        "u", Optional.empty(), Optional.empty(), List.of("k"), List.of(domains), 1, 1);
  }

  private static boolean may(UpstreamSettings upstream, String domain) {
    return new ConfiguredRights(List.of(network("other"), upstream))
        .maySendFor(upstream.name(), domain);
  }

  @Test
  void maySendFor_network_namesItsDomainsOrAny() {
    assertThat(may(network("n", "Example.ORG", "printers.example.org"), "example.org")).isTrue();
    assertThat(may(network("n", "printers.example.org"), "example.org")).isFalse();
    assertThat(may(network("n"), "example.org")).isTrue();
  }

  @Test
  void maySendFor_accounts_eachOfThemMustBeAllowed() {
    UpstreamSettings narrow =
        new UpstreamSettings.Application(
            "a", List.of(account(), account("printers.example.org")), List.of(), List.of(), 1);
    UpstreamSettings wide =
        new UpstreamSettings.Application(
            "a", List.of(account(), account("example.org")), List.of("example.org"), List.of(), 1);

    assertThat(may(narrow, "example.org")).isFalse();
    assertThat(may(wide, "example.org")).isTrue();
  }

  @Test
  void maySendFor_nobody_isFalse() {
    assertThat(new ConfiguredRights(List.of()).maySendFor("a", "example.org")).isFalse();
  }
}
