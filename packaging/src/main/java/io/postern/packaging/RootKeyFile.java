package io.postern.packaging;

import io.postern.config.settings.Settings;
import io.postern.core.seal.RootKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The root key from where the settings say it is: 32 bytes in base64, spaces around them ignored.
 */
public final class RootKeyFile {
  private RootKeyFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException saying what is wrong, never showing the key
   */
  public static RootKey read(Settings.Sealing sealing) {
    return read(sealing, System.getenv());
  }

  static RootKey read(Settings.Sealing sealing, Map<String, String> environment) {
    String text =
        sealing
            .keyFile()
            .map(RootKeyFile::content)
            .or(() -> sealing.keyCredential().map(c -> credential(c, environment)))
            .or(() -> sealing.keyEnvironment().map(v -> variable(v, environment)))
            .orElseThrow();
    try {
      return RootKey.take(Base64.getDecoder().decode(text.strip()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the root key is not 32 bytes in base64", e);
    }
  }

  private static String credential(String name, Map<String, String> environment) {
    return content(Path.of(variable("CREDENTIALS_DIRECTORY", environment), name));
  }

  private static String variable(String name, Map<String, String> environment) {
    @Nullable String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the environment variable " + name + " is not set");
    }
    return value;
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new IllegalArgumentException("the root key cannot be read: " + file, e);
    }
  }
}
