package io.postern.packaging.upstream;

import io.postern.config.SecretFile;
import io.postern.config.settings.UpstreamSettings;
import io.postern.config.settings.UpstreamSettings.SecretHeader;
import io.postern.core.model.Sighting;
import io.postern.inbound.upstream.HeaderSecrets;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an upstream: its secrets, and what was seen of it.
 *
 * @param secrets of its file; empty where the settings hold them, or where it has none
 * @param sightings newest first
 */
public record UpstreamState(
    UpstreamSettings upstream, Optional<SecretFile> secrets, List<Sighting> sightings) {

  /**
   * Reads the secrets.
   *
   * @throws IOException where their file cannot be read
   * @throws IllegalArgumentException where it holds none of use
   */
  public static UpstreamState of(UpstreamSettings upstream, List<Sighting> sightings)
      throws IOException {
    var file = upstream.secretHeader().flatMap(SecretHeader::file);
    Optional<SecretFile> secrets =
        file.isPresent() ? Optional.of(SecretFile.read(file.get())) : Optional.empty();
    return new UpstreamState(upstream, secrets, sightings);
  }

  /** As the settings name it. */
  public String type() {
    return switch (upstream) {
      case UpstreamSettings.Microsoft365 _ -> "microsoft365";
      case UpstreamSettings.Google _ -> "google";
      case UpstreamSettings.Application _ -> "application";
      case UpstreamSettings.Network _ -> "network";
    };
  }

  /** The last message that was taken. */
  public Optional<Sighting> accepted() {
    return sightings.stream().filter(Sighting::accepted).findFirst();
  }

  /** The last message that was not. */
  public Optional<Sighting> refused() {
    return sightings.stream().filter(s -> !s.accepted()).findFirst();
  }

  /** When the newest secret was made, where that is known. */
  public Optional<Instant> secretMade() {
    return secrets.flatMap(s -> s.first().made());
  }

  /** True while more than one secret is taken. */
  public boolean rotating() {
    return secrets.map(s -> s.entries().size() > 1).orElse(false);
  }

  /** Whether the last message that was taken carried the newest secret. */
  public boolean newestSecretInUse() {
    return accepted().filter(this::carriedNewest).isPresent();
  }

  private boolean carriedNewest(Sighting sighting) {
    String made = secretMade().map(HeaderSecrets.Match::madeAt).orElse("secret 1 of ");
    return sighting.checks().stream().anyMatch(c -> c.detail().contains(made));
  }
}
