package io.postern.config.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A home directory with everything that a good file may name. */
record Home(Path directory) {
  static final String MINIMAL =
      """
      server:
        hostname: gateway.example.org
      listeners:
        - name: main
          address: 127.0.0.1:2525
          certificate: certificates/a.crt
          key: certificates/a.key
      sealing:
        key_file: keys/root.key
      """;

  static Home in(Path directory) throws IOException {
    for (String file : new String[] {"certificates/a.crt", "certificates/a.key", "keys/root.key"}) {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "present\n");
    }
    Files.createDirectories(directory.resolve("policies"));
    return new Home(directory);
  }

  Settings load(String text) {
    return load(text.getBytes(StandardCharsets.UTF_8));
  }

  Settings load(byte[] content) {
    try {
      Files.write(directory.resolve(SettingsLoader.FILE), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SettingsLoader.load(directory);
  }
}
