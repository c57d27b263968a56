package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A library between a process and its disk: while a file of that name exists, {@code fsync} fails
 * with EIO, or everything that writes below a directory fails with EROFS, as after a remount that
 * the kernel made by itself. Open files forbid making such a remount by hand.
 */
final class Faults {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <limits.h>
      #include <stdarg.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <unistd.h>

      static int on(const char *fault) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", getenv("FAULTS"), fault);
        return access(path, F_OK) == 0;
      }
      static int below(const char *path) {
        const char *root = getenv("FAULTS_BELOW");
        return strncmp(path, root, strlen(root)) == 0;
      }
      static int readonly(int fd) {
        char link[64], path[PATH_MAX] = "";
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        return readlink(link, path, sizeof path - 1) > 0 && below(path) && on("read-only");
      }
      #define REAL(type, name) ((type) dlsym(RTLD_NEXT, name))
      #define SYNC(name) int name(int fd) { \\
        if (on("fsync")) { errno = EIO; return -1; } \\
        return REAL(int (*)(int), #name)(fd); }
      SYNC(fsync)
      SYNC(fdatasync)
      ssize_t write(int fd, const void *from, size_t n) {
        if (readonly(fd)) { errno = EROFS; return -1; }
        return REAL(ssize_t (*)(int, const void *, size_t), "write")(fd, from, n);
      }
      #define PWRITE(name) ssize_t name(int fd, const void *from, size_t n, off_t at) { \\
        if (readonly(fd)) { errno = EROFS; return -1; } \\
        return REAL(ssize_t (*)(int, const void *, size_t, off_t), #name)(fd, from, n, at); }
      PWRITE(pwrite)
      PWRITE(pwrite64)
      #define TRUNCATE(name) int name(int fd, off_t size) { \\
        if (readonly(fd)) { errno = EROFS; return -1; } \\
        return REAL(int (*)(int, off_t), #name)(fd, size); }
      TRUNCATE(ftruncate)
      TRUNCATE(ftruncate64)
      #define OPEN(name) int name(const char *path, int flags, ...) { \\
        va_list more; va_start(more, flags); \\
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, int) : 0; \\
        va_end(more); \\
        if ((flags & (O_WRONLY | O_RDWR)) && below(path) && on("read-only")) { errno = EROFS; return -1; } \\
        return REAL(int (*)(const char *, int, ...), #name)(path, flags, mode); }
      OPEN(open)
      OPEN(open64)
      """;

  private final Path directory;
  private final Path library;
  private final Path below;

  /**
   * @param directory for the library and the files that turn faults on
   * @param below where writing can fail
   */
  Faults(Path directory, Path below) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.library = directory.resolve("faults.so");
    this.below = below;
    Path source = Files.writeString(directory.resolve("faults.c"), SOURCE);
    Process gcc =
        new ProcessBuilder(
                "gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString())
            .inheritIO()
            .start();
    assertThat(gcc.waitFor()).as("gcc").isZero();
  }

  /** What puts it between a child process and its disk. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAULTS", directory.toString(),
        "FAULTS_BELOW", below.toString());
  }

  void on(String fault) throws IOException {
    Files.createFile(directory.resolve(fault));
  }

  void off(String fault) throws IOException {
    Files.delete(directory.resolve(fault));
  }
}
