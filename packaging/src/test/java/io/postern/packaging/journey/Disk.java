package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk of its own in memory, which can be filled. Needs root. */
final class Disk implements AutoCloseable {
  private static final int BLOCK = 1 << 12;

  private final Path directory;
  private final Path ballast;

  /**
   * @param directory where it is mounted; exists
   */
  Disk(Path directory, String size) throws IOException, InterruptedException {
    this.directory = directory;
    this.ballast = directory.resolve("ballast");
    run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", directory.toString());
  }

  /** Takes all room but this many octets. */
  void fill(long leave) throws IOException {
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (directory.toFile().getUsableSpace() > leave) {
        out.write(block);
      }
    }
  }

  /** Gives it back. */
  void free() throws IOException {
    Files.delete(ballast);
  }

  @Override
  public void close() throws IOException {
    try {
      run("umount", "-l", directory.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(
            "%s: %s (this test mounts a file system, run it as root)",
            String.join(" ", command), output)
        .isZero();
  }
}
