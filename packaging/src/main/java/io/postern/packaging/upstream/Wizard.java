package io.postern.packaging.upstream;

import io.postern.config.Secret;
import io.postern.config.settings.UpstreamSettings;
import io.postern.config.settings.UpstreamSettings.SecretHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds or makes what a connection needs on our side. Asked again it finds what it made: nothing is
 * made twice, so that the provider's side may be done at leisure.
 */
public final class Wizard {
  private final Path home;
  private final SettingsFile settings;
  private final InstantSource clock;

  /**
   * @throws IOException where the settings cannot be read
   * @throws io.postern.config.ConfigException where they cannot be used
   */
  public Wizard(Path home, InstantSource clock) throws IOException {
    this.home = home;
    this.settings = new SettingsFile(home);
    this.clock = clock;
  }

  /**
   * What the admin gave.
   *
   * @param smartHost the name in the provider's connector; without it the gateway's own
   * @param write whether {@code postern.yaml} may be changed
   */
  public record Wish(
      Stanza stanza, String name, Optional<String> smartHost, int port, boolean write) {}

  /**
   * What is there now.
   *
   * @param created files that were not there before
   * @param missing what has still to be put into {@code postern.yaml}; empty where it is there
   * @param backup the old {@code postern.yaml}, where it was changed
   */
  public record Made<U extends UpstreamSettings>(
      Connection<U> connection,
      List<Path> created,
      Optional<Stanza> missing,
      Optional<Path> backup) {}

  /** The upstream of this name in the settings. */
  public Optional<UpstreamSettings> find(String name) {
    return settings.settings().upstreams().stream().filter(u -> u.name().equals(name)).findFirst();
  }

  /**
   * Makes what is missing.
   *
   * @throws IllegalArgumentException where the upstream is there already and is of another kind, or
   *     something given cannot be used
   * @throws io.postern.config.ConfigException where the upstream would not be usable
   * @throws IOException where a file cannot be read or written
   */
  public <U extends UpstreamSettings> Made<U> connect(Class<U> kind, Wish wish) throws IOException {
    Optional<UpstreamSettings> there = find(wish.name());
    U upstream = kind(kind, there.orElseGet(() -> tried(wish)));
    List<Path> created = new ArrayList<>();
    Secret secret = there.isPresent() ? secret(upstream, created) : secret(wish.name(), created);
    Connection<U> connection =
        new Connection<>(
            upstream,
            wish.smartHost().orElse(settings.settings().server().hostname()),
            wish.port(),
            secret,
            upstream instanceof UpstreamSettings.Microsoft365
                ? Optional.of(processed(wish.name(), created))
                : Optional.empty());
    if (there.isPresent()) {
      return new Made<>(connection, created, Optional.empty(), Optional.empty());
    }
    return wish.write()
        ? new Made<>(
            connection,
            created,
            Optional.empty(),
            Optional.of(settings.add(wish.stanza(), clock.instant())))
        : new Made<>(connection, created, Optional.of(wish.stanza()), Optional.empty());
  }

  private UpstreamSettings tried(Wish wish) {
    return settings.tried(wish.stanza()).upstreams().getLast();
  }

  private static <U extends UpstreamSettings> U kind(Class<U> kind, UpstreamSettings upstream) {
    if (!kind.isInstance(upstream)) {
      throw new IllegalArgumentException(
          "upstream " + upstream.name() + " is there already and of another type");
    }
    return kind.cast(upstream);
  }

  private Secret secret(UpstreamSettings upstream, List<Path> created) throws IOException {
    SecretHeader header = upstream.secretHeader().orElseThrow();
    return header.file().isPresent()
        ? secret(new UpstreamSecrets(header.file().get(), clock), created)
        : header.values().getFirst();
  }

  private Secret secret(String name, List<Path> created) throws IOException {
    return secret(new UpstreamSecrets(home.resolve(UpstreamSecrets.fileOf(name)), clock), created);
  }

  private static Secret secret(UpstreamSecrets secrets, List<Path> created) throws IOException {
    if (secrets.exist()) {
      return secrets.read().first().value();
    }
    created.add(secrets.file());
    return secrets.create().first().value();
  }

  private Secret processed(String name, List<Path> created) throws IOException {
    ProcessedWord word = new ProcessedWord(home.resolve(ProcessedWord.fileOf(name)));
    if (!word.exists()) {
      created.add(word.file());
    }
    return word.readOrCreate();
  }
}
