package io.postern.core.seal;

import io.postern.config.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the root key where the configuration says: a file, a systemd credential, or the
 * environment. Each holds 32 bytes in base64.
 */
public final class RootKeySource {
  /** Base64 of 32 bytes with a line end; anything longer is something else. */
  private static final int LONGEST = 64;

  private static final Set<PosixFilePermission> NOT_FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Map<String, String> environment;

  /**
   * @param environment as of {@link System#getenv()}
   */
  public RootKeySource(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads it.
   *
   * @param home what a relative {@code key_file} is relative to
   * @param dataDirectory where the key must not lie: whoever copies the data must not get the key
   * @throws RootKeyException where it is not there, not 32 bytes, or open to others
   */
  public RootKey read(Settings.Sealing sealing, Path home, Path dataDirectory) {
    if (sealing.keyFile().isPresent()) {
      return fromFile(home.resolve(sealing.keyFile().get()), dataDirectory);
    }
    Optional<RootKey> credential =
        sealing.keyCredential().map(name -> fromCredential(name, dataDirectory));
    return credential.orElseGet(() -> fromEnvironment(sealing.keyEnvironment().orElseThrow()));
  }

  private RootKey fromCredential(String name, Path dataDirectory) {
    @Nullable String directory = environment.get("CREDENTIALS_DIRECTORY");
    if (directory == null) {
      throw new RootKeyException("key_credential: systemd gave no CREDENTIALS_DIRECTORY");
    }
    if (name.contains("/")) {
      throw new RootKeyException("key_credential: a credential's name holds no slash");
    }
    return fromFile(Path.of(directory, name), dataDirectory);
  }

  private RootKey fromEnvironment(String name) {
    @Nullable String value = environment.get(name);
    if (value == null) {
      throw new RootKeyException("key_environment: there is no variable " + name);
    }
    return decode(value.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), "variable " + name);
  }

  private static RootKey fromFile(Path file, Path dataDirectory) {
    try (InputStream in = Files.newInputStream(file)) {
      Path real = file.toRealPath();
      if (Files.exists(dataDirectory) && real.startsWith(dataDirectory.toRealPath())) {
        throw new RootKeyException("the root key " + file + " lies in the data directory");
      }
      Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(real));
      mode.retainAll(NOT_FOR_OTHERS);
      if (!mode.isEmpty()) {
        throw new RootKeyException("the root key " + file + " is open to others: chmod 0400");
      }
      return decode(in.readNBytes(LONGEST), file.toString());
    } catch (IOException e) {
      throw new RootKeyException("the root key " + file + " cannot be read", e);
    }
  }

  private static RootKey decode(byte[] text, String where) {
    int length = text.length;
    while (length > 0 && text[length - 1] <= ' ') {
      length--;
    }
    byte[] trimmed = Arrays.copyOf(text, length);
    try {
      return RootKey.take(Base64.getDecoder().decode(trimmed));
    } catch (IllegalArgumentException e) {
      // The cause would quote a character of the key.
      throw new RootKeyException(where + " does not hold 32 bytes in base64");
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(trimmed, (byte) 0);
    }
  }
}
