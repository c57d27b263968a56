package io.postern.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secret in the file itself, or fetched from where it is kept: {@code {file: path}}, {@code
 * {environment: NAME}}, or {@code {credential: NAME}} for a file that systemd put into {@code
 * $CREDENTIALS_DIRECTORY}.
 */
final class SecretReader {
  static final String FORMS =
      "text, {file: PATH}, {environment: NAME} or {credential: NAME} is needed";
  private static final int MAXIMUM_BYTES = 64 << 10;

  private final Path base;
  private final Map<String, String> environment;

  SecretReader(Path base, Map<String, String> environment) {
    this.base = base;
    this.environment = environment;
  }

  /**
   * @throws IllegalArgumentException saying what is missing, never showing the value
   */
  Secret read(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar s -> new Secret(s.text());
      case YamlNode.Mapping m -> fetch(m);
      case YamlNode.Sequence s -> throw new IllegalArgumentException(FORMS);
    };
  }

  private Secret fetch(YamlNode.Mapping mapping) {
    if (mapping.entries().size() != 1
        || !(mapping.entries().firstEntry().getValue().value() instanceof YamlNode.Scalar where)
        || where.text().isEmpty()) {
      throw new IllegalArgumentException(FORMS);
    }
    return switch (mapping.entries().firstEntry().getKey()) {
      case "file" -> fromFile(base.resolve(where.text()));
      case "environment" -> fromVariable(where.text());
      case "credential" -> fromCredential(where.text());
      default -> throw new IllegalArgumentException(FORMS);
    };
  }

  private Secret fromVariable(String name) {
    @Nullable String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("this environment variable is not set or empty");
    }
    return new Secret(value);
  }

  private Secret fromCredential(String name) {
    @Nullable String directory = environment.get("CREDENTIALS_DIRECTORY");
    if (directory == null) {
      throw new IllegalArgumentException(
          "CREDENTIALS_DIRECTORY is not set; credentials need systemd (LoadCredential=)");
    }
    if (!name.matches("[A-Za-z0-9_.-]+") || name.startsWith(".")) {
      throw new IllegalArgumentException("a credential's name has letters, digits, '_', '-', '.'");
    }
    return fromFile(Path.of(directory, name));
  }

  private static Secret fromFile(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text =
          new String(in.readNBytes(MAXIMUM_BYTES), java.nio.charset.StandardCharsets.UTF_8);
      if (text.isBlank()) {
        throw new IllegalArgumentException("the secret's file is empty");
      }
      return new Secret(text.stripTrailing());
    } catch (IOException e) {
      throw new IllegalArgumentException("the secret's file cannot be read", e);
    }
  }
}
