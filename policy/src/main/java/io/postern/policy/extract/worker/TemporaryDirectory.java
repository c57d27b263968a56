package io.postern.policy.extract.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for one worker, readable by nobody else, gone with it. */
record TemporaryDirectory(Path path) implements AutoCloseable {
  /** A new one in {@code parent}, which is made where it is missing. */
  static TemporaryDirectory in(Path parent) throws IOException {
    Files.createDirectories(parent);
    var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    return new TemporaryDirectory(Files.createTempDirectory(parent, "reader", ours));
  }

  /** Removes what a killed gateway may have left there. */
  static void wipe(Path parent) throws IOException {
    if (Files.isDirectory(parent)) {
      try (Stream<Path> children = Files.list(parent)) {
        for (Path child : children.toList()) {
          new TemporaryDirectory(child).close();
        }
      }
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path one : deepestFirst) {
        Files.deleteIfExists(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
