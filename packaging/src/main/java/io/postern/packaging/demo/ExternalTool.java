package io.postern.packaging.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the system, found on the path and run with files in a directory of its own. */
record ExternalTool(Path program) {
  private static final int TIMEOUT_SECONDS = 30;

  /** Looks along {@code PATH}. */
  static Optional<ExternalTool> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(ExternalTool::new);
  }

  /**
   * Runs it to its end.
   *
   * @throws IOException where it fails or takes too long; the message holds what it said on
   *     standard error
   */
  void run(Path directory, String... arguments) throws IOException {
    Path errors = Files.createTempFile(directory, "tool", ".err");
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(errors.toFile())
            .start();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(program.getFileName() + " did not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(program.getFileName() + ": " + firstLines(errors));
    }
  }

  private static String firstLines(Path errors) {
    try {
      List<String> lines = Files.readAllLines(errors, StandardCharsets.ISO_8859_1);
      return String.join(" / ", lines.subList(0, Math.min(3, lines.size())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
