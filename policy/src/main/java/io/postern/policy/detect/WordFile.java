package io.postern.policy.detect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A text file of the vocabulary: one entry a line, {@code #} begins a comment line. */
record WordFile(String name, List<String> lines) {
  /** A file that ships with the gateway. */
  static WordFile resource(String name) {
    InputStream in = WordFile.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("missing resource " + name);
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return new WordFile(name, reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isEntry(String line) {
    return !line.startsWith("#") && !line.isBlank();
  }
}
