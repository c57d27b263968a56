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

  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBfTCCASOgAwIBAgIUSgDYX3SHFDLlMb+fXupY0JyuM/gwCgYIKoZIzj0EAwIw
      FDESMBAGA1UEAwwJYS5leGFtcGxlMB4XDTI2MTEyMTA2MTcxOVoXDTM2MTExODA2
      MTcxOVowFDESMBAGA1UEAwwJYS5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0D
      AQcDQgAE5KqSHtHJGmeRKDeR60OByLn+ZgqH2rDjNsB+YAZKvl480pzX6iuTpioX
      VQYWyrn+wI/ukACrltbrEYERshMU5aNTMFEwHQYDVR0OBBYEFIuDouRFUmFaJSgd
      tJjgeisoo5qTMB8GA1UdIwQYMBaAFIuDouRFUmFaJSgdtJjgeisoo5qTMA8GA1Ud
      EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhANMvf9lStRtjMg232ZAeEC8e
      8n1ks9FhuQ0zUwBcHdwxAiBo4SbNF6FSf4Lci6SICSnaW+ddG0slJoICZYTTzGq3
      +A==
      -----END CERTIFICATE-----
      """;

  static Home in(Path directory) throws IOException {
    for (String file : new String[] {"certificates/a.crt", "certificates/a.key", "keys/root.key"}) {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.endsWith(".crt") ? CERTIFICATE : "present\n");
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
