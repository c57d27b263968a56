package io.postern.packaging.upstream;

import io.postern.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The word by which the provider's rule knows mail that this gateway sent back, so that it is not
 * routed here again. Whoever knows it can go around the gateway, so it is a secret of each tenant.
 *
 * @param file holds the word and nothing else
 */
record ProcessedWord(Path file) {
  /** The header that carries it. */
  static final String HEADER = "X-Postern-Processed";

  /** Relative to the home. */
  static Path fileOf(String upstream) {
    return Path.of("keys", upstream + ".processed-word");
  }

  boolean exists() {
    return Files.exists(file);
  }

  Secret readOrCreate() throws IOException {
    if (!exists()) {
      HomeFile.write(file, Words.random() + "\n", HomeFile.OWNER_ONLY);
    }
    return new Secret(Files.readString(file, StandardCharsets.UTF_8).strip());
  }
}
