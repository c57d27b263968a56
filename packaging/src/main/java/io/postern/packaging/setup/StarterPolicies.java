package io.postern.packaging.setup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The policies that a new home begins with, kept as resources with an index. */
public final class StarterPolicies {
  private static final String DIRECTORY = "/starter/policies/";

  private StarterPolicies() {}

  /** One of them. */
  public record File(String name, String text) {}

  /** All of them, in the order in which they apply. */
  public static List<File> all() throws IOException {
    List<File> files = new ArrayList<>();
    for (String name : read("index").lines().toList()) {
      files.add(new File(name, read(name)));
    }
    return files;
  }

  private static String read(String name) throws IOException {
    try (InputStream in = StarterPolicies.class.getResourceAsStream(DIRECTORY + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
