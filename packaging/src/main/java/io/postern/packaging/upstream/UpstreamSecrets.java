package io.postern.packaging.upstream;

import io.postern.config.Secret;
import io.postern.config.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The secrets of one upstream in their file, which a running gateway reads again by itself. To
 * rotate: a new one is put in front, the provider's rule is changed, and when mail carries it the
 * old ones are dropped.
 */
public final class UpstreamSecrets {
  private final Path file;
  private final InstantSource clock;

  public UpstreamSecrets(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Where an upstream's secrets lie if the settings do not say otherwise, relative to the home. */
  public static Path fileOf(String upstream) {
    return Path.of("keys", upstream + ".secrets");
  }

  public Path file() {
    return file;
  }

  public boolean exist() {
    return Files.exists(file);
  }

  /**
   * What the file holds.
   *
   * @throws IOException where it cannot be read
   * @throws IllegalArgumentException where its content is of no use
   */
  public SecretFile read() throws IOException {
    return SecretFile.read(file);
  }

  /**
   * Makes the file with one new secret.
   *
   * @throws java.nio.file.FileAlreadyExistsException where there is one
   */
  public SecretFile create() throws IOException {
    if (exist()) {
      throw new java.nio.file.FileAlreadyExistsException(file.toString());
    }
    return write(List.of(fresh(Instant.EPOCH)));
  }

  /**
   * Puts a new secret in front; the others are taken as before.
   *
   * @throws IllegalArgumentException where the file holds no usable secret, or too many
   */
  public SecretFile rotate() throws IOException {
    List<SecretFile.Entry> entries = new ArrayList<>(read().entries());
    entries.addFirst(fresh(entries.getFirst().made().orElse(Instant.EPOCH)));
    return write(entries);
  }

  /** Drops all but the newest. */
  public SecretFile finish() throws IOException {
    return write(List.of(read().first()));
  }

  /** Later than the one before it: a sighting tells secrets apart by when they were made. */
  private SecretFile.Entry fresh(Instant before) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant made = now.isAfter(before) ? now : before.plusMillis(1);
    return new SecretFile.Entry(new Secret(Words.random()), Optional.of(made));
  }

  private SecretFile write(List<SecretFile.Entry> entries) throws IOException {
    SecretFile secrets = new SecretFile(entries);
    HomeFile.write(file, secrets.reveal(), HomeFile.OWNER_ONLY);
    return secrets;
  }
}
