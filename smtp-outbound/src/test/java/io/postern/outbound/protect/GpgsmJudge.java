package io.postern.outbound.protect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code gpgsm} of GnuPG. */
final class GpgsmJudge extends CmsJudge {
  private final Gpgsm gpgsm;
  private final Set<String> held = new HashSet<>();

  GpgsmJudge(Path directory) throws IOException {
    gpgsm = new Gpgsm(directory);
  }

  void trust(Path authority) throws IOException {
    gpgsm.trust(authority);
  }

  /** Version 2.2 breaks off where the key is one of an elliptic curve. */
  void importKey(String key, Supplier<Path> pkcs12) {
    if (gpgsm.tryImport(pkcs12)) {
      held.add(key);
    }
  }

  @Override
  public String name() {
    return "gpgsm";
  }

  @Override
  boolean holds(Letter.Row row) {
    return held.contains(row.key());
  }

  @Override
  Optional<byte[]> decrypt(Letter letter) throws IOException {
    Path out = letter.beside("gpgsm");
    boolean read =
        gpgsm.attempt("--yes", "-o", out.toString(), "--decrypt", letter.cms().toString());
    return read ? Optional.of(Files.readAllBytes(out)) : Optional.empty();
  }

  @Override
  boolean verifies(Signed signed) {
    return gpgsm.attempt("--verify", signed.signature().toString(), signed.content().toString());
  }

  @Override
  public void close() {
    gpgsm.close();
  }
}
