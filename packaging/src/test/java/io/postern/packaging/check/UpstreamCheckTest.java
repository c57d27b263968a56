package io.postern.packaging.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.model.Sighting;
import io.postern.packaging.upstream.UpstreamSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamCheckTest {
  private static final Instant MADE = CheckedHome.MADE;
  private static final String STANZA =
      """
      upstreams:
        - type: microsoft365
          name: contoso
          tenants: [01234567-89ab-cdef-0123-456789abcdef]
          sender_domains: [contoso.example]
          secret_header: {name: X-Key, file: keys/contoso.secrets}
        - name: outside
          networks: [198.51.100.0/24]
          trust_public_address_alone: true
        - name: inside
          networks: [10.0.0.0/8]
      """;

  @TempDir Path parent;
  private CheckedHome home;
  private UpstreamSecrets secrets;
  private Settings settings;

  @BeforeEach
  void createHome() throws IOException {
    home = CheckedHome.in(parent);
    secrets = new UpstreamSecrets(home.file("keys/contoso.secrets"), InstantSource.fixed(MADE));
    secrets.create();
    settings = home.with(STANZA);
    Files.createDirectories(home.file("upstreams"));
    Files.writeString(
        home.file("upstreams/microsoft365.ranges"), "date 2026-11-01\nsource x\n40.92.0.0/15\n");
  }

  private List<String> warnings(Duration after, Sighting... seen) {
    InstantSource then = InstantSource.fixed(MADE.plus(after));
    return new UpstreamCheck(home.directory(), then, _ -> List.of(seen))
        .examine(settings).stream()
            .filter(f -> f.level() != Finding.Level.GOOD)
            .map(f -> f.subject() + ": " + f.message())
            .toList();
  }

  private static Sighting taken(String detail) {
    return new Sighting(
        "contoso",
        MADE,
        "40.92.0.1",
        "",
        List.of(new Sighting.Check("secret", Sighting.Result.PASSED, detail)));
  }

  @Test
  void examine_allWell_warnsOnlyOfThePublicNetwork() {
    assertThat(warnings(Duration.ofDays(1), taken("")))
        .containsExactly(
            "outside: a public network is trusted by address alone: anybody there may relay");
  }

  @Test
  void examine_neverSeen_isAWarning() {
    assertThat(warnings(Duration.ofDays(1)))
        .contains("contoso: no message was taken from it yet (postern upstream verify)");
  }

  @Test
  void examine_oldThings_areWarnings() {
    assertThat(warnings(Duration.ofDays(181), taken("")))
        .contains(
            "contoso: secret made 2026-11-21T00:00:00Z: rotate it (postern upstream rotate)",
            "contoso: 1 networks of 2026-11-01, 201 days old (postern upstream refresh)");
  }

  @Test
  void examine_rotationThatLasts_isAWarning() throws IOException {
    secrets.rotate();
    assertThat(warnings(Duration.ofDays(1), taken(""))).hasSize(1);
    assertThat(warnings(Duration.ofDays(8), taken("")))
        .contains("contoso: a rotation is under way, the newest secret is not in use yet");
    assertThat(warnings(Duration.ofDays(8), taken("secret 1 of 2, made " + MADE.plusMillis(1))))
        .contains("contoso: a rotation is under way, the newest secret is in use: finish it");
  }

  @Test
  void examine_uselessFiles_areErrors() throws IOException {
    Files.writeString(home.file("keys/contoso.secrets"), "short\n");
    Files.writeString(home.file("upstreams/microsoft365.ranges"), "0.0.0.0/0\n");
    assertThat(warnings(Duration.ofDays(1), taken("")))
        .anyMatch(w -> w.startsWith("contoso: the secrets are of no use: line 1"))
        .anyMatch(w -> w.startsWith("contoso: the list of addresses is of no use: line 1"));
  }

  @Test
  void certificate_thatAProviderWouldNotTake_isAWarning() {
    assertThat(new ProviderCertificateCheck().examine(settings))
        .extracting(Finding::message)
        .containsExactly("signed by itself: Microsoft 365 would not send to it");
  }

  @Test
  void certificate_ofAnotherName_isAWarning() throws IOException {
    Path file = home.file("postern.yaml");
    Files.writeString(
        file, Files.readString(file).replace("gateway.example.org", "other.example.org"));
    assertThat(new ProviderCertificateCheck().examine(home.settings()))
        .extracting(Finding::message)
        .contains("not for other.example.org: Microsoft 365 would not send to it");
  }
}
