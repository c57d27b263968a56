package io.postern.packaging.setup;

import io.postern.config.HostPort;
import io.postern.config.reference.CommentedFile;
import io.postern.config.settings.Settings;
import io.postern.config.settings.SettingsLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a home directory. Used once. */
public final class NewHome {
  private static final int ROOT_KEY_BYTES = 32;

  private final Path home;
  private final InstantSource clock;
  private final List<Path> created = new ArrayList<>();

  public NewHome(Path home, InstantSource clock) {
    this.home = home;
    this.clock = clock;
  }

  /**
   * Creates everything and gives the files.
   *
   * @param hostname the gateway's fully qualified name
   * @param listen {@code address:port} of the listener
   * @throws FileAlreadyExistsException where a part of a home is there already; nothing was changed
   * @throws IllegalArgumentException where a parameter is not usable
   */
  public List<Path> create(String hostname, String listen) throws IOException {
    HostPort address = HostPort.parse(listen);
    refuseExisting();
    SelfSigned identity = SelfSigned.forHost(hostname, clock.instant());
    for (String directory : List.of("keys", "certificates", "policies", "data")) {
      makeDirectory(home.resolve(directory));
    }
    write("keys/root.key", randomKey(), "r--------");
    write("certificates/listener.crt", identity.certificatePem(), "rw-r--r--");
    write("certificates/listener.key", identity.keyPem(), "r--------");
    for (StarterPolicies.File policy : StarterPolicies.all()) {
      write("policies/" + policy.name(), policy.text(), "rw-r-----");
    }
    write(SettingsLoader.FILE, settings(hostname, address), "rw-r-----");
    return List.copyOf(created);
  }

  private void refuseExisting() throws IOException {
    for (String part : List.of(SettingsLoader.FILE, "keys", "certificates", "policies", "data")) {
      Path path = home.resolve(part);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(path.toString());
      }
    }
  }

  private static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private void write(String name, String text, String mode) throws IOException {
    Path file = home.resolve(name);
    // The mode is set at creation, not after: a key must not be readable for a moment.
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    created.add(file);
  }

  private static String randomKey() {
    byte[] key = new byte[ROOT_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key) + "\n";
  }

  private static String settings(String hostname, HostPort listen) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("server.hostname", hostname);
    values.put("listeners[0].name", "upstreams");
    values.put("listeners[0].address", '"' + listen.toString() + '"');
    values.put("listeners[0].tls", "starttls");
    values.put("listeners[0].certificate", "certificates/listener.crt");
    values.put("listeners[0].key", "certificates/listener.key");
    values.put("sealing.key_file", "keys/root.key");
    return CommentedFile.of(Settings.class, values);
  }
}
