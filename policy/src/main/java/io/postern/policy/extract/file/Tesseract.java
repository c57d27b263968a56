package io.postern.policy.extract.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Recognises text in pictures with the command of Debian's {@code tesseract-ocr}. */
final class Tesseract {
  /** Bounded in memory and processor time by the kernel; through pipes, nothing on disk. */
  private static final List<String> COMMAND =
      List.of("prlimit", "--as=402653184", "--cpu=10", "tesseract", "-", "-", "-l", "eng");

  private Tesseract() {}

  /** Empty where it did not run, or not to its end. */
  static Optional<String> recognise(byte[] picture) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(COMMAND).redirectError(Redirect.DISCARD);
    builder.environment().put("OMP_THREAD_LIMIT", "1");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return Optional.empty(); // not installed: the picture stays unread, and that is said
    }
    try {
      return text(process, picture);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Optional<String> text(Process process, byte[] picture) throws IOException {
    CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(process, picture));
    try {
      byte[] text = process.getInputStream().readAllBytes();
      fed.join();
      return process.waitFor() == 0
          ? Optional.of(new String(text, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (CompletionException e) {
      return Optional.empty(); // it ended before it had read all
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void feed(Process process, byte[] picture) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(picture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
