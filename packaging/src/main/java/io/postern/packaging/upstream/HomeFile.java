package io.postern.packaging.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * Writes files of a home so that a reader finds the old content or the new one, never a part, and
 * so that the service may read what an admin wrote as root: the owner is that of the directory.
 */
public final class HomeFile {
  /** For secrets. */
  public static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private HomeFile() {}

  /**
   * Replaces or creates a file, durably; makes its directory where there is none.
   *
   * @throws IOException where it cannot be written, or not be given to the directory's owner; the
   *     old content is then untouched
   */
  public static void write(Path file, String text, Set<PosixFilePermission> mode)
      throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    createDirectory(directory);
    Path fresh = directory.resolve("." + file.getFileName() + ".new");
    Files.deleteIfExists(fresh); // of a write that was cut short
    try {
      fill(fresh, text, mode);
      giveToOwnerOf(directory, fresh);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    sync(directory);
  }

  private static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      giveToOwnerOf(Objects.requireNonNull(directory.getParent()), directory);
    }
  }

  private static void fill(Path file, String text, Set<PosixFilePermission> mode)
      throws IOException {
    // Readable by nobody else from its first moment on.
    Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.setPosixFilePermissions(file, mode);
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void giveToOwnerOf(Path model, Path path) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
    PosixFileAttributes now = Files.readAttributes(path, PosixFileAttributes.class);
    if (!now.owner().equals(wanted.owner())) {
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      view.setGroup(wanted.group());
      view.setOwner(wanted.owner());
    }
  }
}
