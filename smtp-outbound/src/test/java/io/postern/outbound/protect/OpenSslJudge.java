package io.postern.outbound.protect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code openssl cms}, which takes the message as mail programs get it. */
final class OpenSslJudge extends CmsJudge {
  private final Path keys;

  /**
   * @param keys where KEY.pem, KEY.key and ca.pem are
   */
  OpenSslJudge(Path keys) {
    this.keys = keys;
  }

  @Override
  public String name() {
    return "OpenSSL";
  }

  @Override
  Optional<byte[]> decrypt(Letter letter) throws IOException {
    Path out = letter.beside("openssl");
    String key = letter.row().key();
    Tool.Result result =
        openssl(
            List.of(
                "openssl",
                "cms",
                "-decrypt",
                "-in",
                letter.file().toString(),
                "-recip",
                key + ".pem",
                "-inkey",
                key + ".key",
                "-out",
                out.toString()));
    return result.exit() == 0 ? Optional.of(Files.readAllBytes(out)) : Optional.empty();
  }

  @Override
  boolean verifies(Signed signed) {
    return openssl(
                List.of(
                    "openssl",
                    "cms",
                    "-verify",
                    "-in",
                    signed.entity().toString(),
                    "-CAfile",
                    "ca.pem",
                    "-purpose",
                    "smimesign",
                    "-out",
                    "/dev/null"))
            .exit()
        == 0;
  }

  private Tool.Result openssl(List<String> command) {
    return Tool.attempt(keys, Map.of(), command);
  }
}
