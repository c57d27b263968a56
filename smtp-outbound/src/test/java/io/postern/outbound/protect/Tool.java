package io.postern.outbound.protect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the programs that judge what we make. One that is missing fails the test. */
public final class Tool {
  public record Result(int exit, byte[] out, String err) {
    public String text() {
      return new String(out, StandardCharsets.ISO_8859_1);
    }
  }

  private Tool() {}

  /** Runs and expects exit code 0. */
  public static Result run(Path directory, Map<String, String> environment, List<String> command) {
    Result result = attempt(directory, environment, command);
    if (result.exit() != 0) {
      throw new AssertionError(
          String.join(" ", command) + " -> " + result.exit() + "\n" + result.err());
    }
    return result;
  }

  public static Result run(Path directory, String... command) {
    return run(directory, Map.of(), List.of(command));
  }

  public static Result attempt(
      Path directory, Map<String, String> environment, List<String> command) {
    try {
      Path out = Files.createTempFile(directory, "out", "");
      Path err = Files.createTempFile(directory, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(new java.io.File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command.getFirst() + " does not end");
      }
      Result result =
          new Result(
              process.exitValue(),
              Files.readAllBytes(out),
              Files.readString(err, StandardCharsets.ISO_8859_1));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException("the tests need " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
