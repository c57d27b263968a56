package io.postern.outbound.protect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code cmsutil} of NSS, the library inside Thunderbird. */
final class NssJudge extends CmsJudge {
  private final Path database;

  /**
   * @param directory where it may put its database of keys
   */
  NssJudge(Path directory) throws IOException {
    this.database = Files.createTempDirectory(directory, "nss");
    run("certutil", "-N", "-d", "sql:.", "--empty-password");
  }

  void trust(Path authority) {
    run("certutil", "-A", "-d", "sql:.", "-n", "ca", "-t", "CT,CT,CT", "-i", authority.toString());
  }

  void importKey(Path pkcs12) {
    run("pk12util", "-d", "sql:.", "-i", pkcs12.toString(), "-W", "x");
  }

  @Override
  public String name() {
    return "NSS";
  }

  @Override
  Optional<byte[]> decrypt(Letter letter) throws IOException {
    Path out = letter.beside("nss");
    Tool.Result result =
        Tool.attempt(
            database,
            Map.of(),
            List.of(
                "cmsutil",
                "-D",
                "-d",
                "sql:.",
                "-i",
                letter.cms().toString(),
                "-o",
                out.toString()));
    return result.exit() == 0 ? Optional.of(Files.readAllBytes(out)) : Optional.empty();
  }

  @Override
  boolean verifies(Signed signed) {
    return Tool.attempt(
                database,
                Map.of(),
                List.of(
                    "cmsutil",
                    "-D",
                    "-d",
                    "sql:.",
                    "-u",
                    "4",
                    "-i",
                    signed.signature().toString(),
                    "-c",
                    signed.content().toString(),
                    "-o",
                    "/dev/null"))
            .exit()
        == 0;
  }

  private void run(String... command) {
    Tool.run(database, command);
  }
}
