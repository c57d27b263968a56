package io.postern.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;

/** Which program this is, as the build wrote it down. */
public final class Version {
  private static final Properties BUILD = load();

  private Version() {}

  /** As in {@code 0.1.0}. */
  public static String number() {
    return BUILD.getProperty("version");
  }

  /** No moment after the start of this program lies before it. */
  public static Instant built() {
    return Instant.parse(BUILD.getProperty("built"));
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(Objects.requireNonNull(in, "version.properties"));
    } catch (IOException e) {
      throw new IllegalStateException("version.properties cannot be read", e);
    }
    return properties;
  }
}
