package io.postern.core.wire;

import io.postern.config.Secret;
import io.postern.config.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/** Where an identity lies. */
public sealed interface IdentityFiles {
  /** Two files: the chain, leaf first, and the leaf's key. */
  record Pem(Path chain, Path key) implements IdentityFiles {}

  /** Both in one file. */
  record Pkcs12(Path file, Secret password) implements IdentityFiles {}

  /** A listener's; empty where it has none. */
  static Optional<IdentityFiles> of(Settings.Listener listener) {
    return listener
        .certificate()
        .map(c ->
            Settings.Listener.isPkcs12(c)
                ? new Pkcs12(c, listener.certificatePassword().orElseThrow())
                : new Pem(c, listener.key().orElseThrow()));
  }

  /**
   * Reads it.
   *
   * @throws GeneralSecurityException naming the file, where its content cannot be used
   * @throws IllegalArgumentException where the key is not the leaf's
   */
  default TlsIdentity read() throws IOException, GeneralSecurityException {
    return switch (this) {
      case Pem(var chain, var key) -> TlsIdentity.read(chain, key);
      case Pkcs12(var file, var password) -> TlsIdentity.read(file, password);
    };
  }

  /** What to watch, the one to name first. */
  default List<Path> files() {
    return switch (this) {
      case Pem(var chain, var key) -> List.of(chain, key);
      case Pkcs12(var file, _) -> List.of(file);
    };
  }
}
