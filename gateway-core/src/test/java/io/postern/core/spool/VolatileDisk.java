package io.postern.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A library between a process and its disk that remembers what every write below a directory
 * replaced until the file is synced. When a file named {@code cut} appears, as when the power
 * fails, it puts back most of what was not synced, some of it stays as a disk may have written it,
 * and kills the process.
 */
final class VolatileDisk {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <limits.h>
      #include <pthread.h>
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <unistd.h>

      struct undo { struct undo *older; char path[256]; off_t at; size_t n; long seq; char was[]; };
      static struct undo *newest;
      static long seq;
      static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
      #define REAL(type, name) ((type) dlsym(RTLD_NEXT, name))
      typedef ssize_t (*pwriter)(int, const void *, size_t, off_t);

      static int mine(int fd, char *path) {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, path, 255);
        const char *root = getenv("DISK_BELOW");
        if (n <= 0) return 0;
        path[n] = 0;
        return strncmp(path, root, strlen(root)) == 0;
      }
      static void cut(void) {
        unsigned seed = getpid();
        for (struct undo *u = newest; u; u = u->older) {
          int fd = open(u->path, O_WRONLY);
          if (fd < 0) continue;
          if (rand_r(&seed) % 4) REAL(pwriter, "pwrite")(fd, u->was, u->n, u->at);
          close(fd);
        }
        kill(getpid(), SIGKILL);
        pause();
      }
      static ssize_t keep(pwriter real, int fd, const void *from, size_t n, off_t at) {
        char path[256];
        if (!mine(fd, path)) return real(fd, from, n, at);
        pthread_mutex_lock(&lock);
        if (access(getenv("DISK_CUT"), F_OK) == 0) cut();
        struct undo *u = calloc(1, sizeof *u + n);
        if (!u) abort();
        int old = open(path, O_RDONLY);
        if (old >= 0) { if (pread(old, u->was, n, at) < 0) abort(); close(old); }
        strcpy(u->path, path);
        u->at = at; u->n = n; u->seq = ++seq; u->older = newest; newest = u;
        ssize_t done = real(fd, from, n, at);
        pthread_mutex_unlock(&lock);
        return done;
      }
      static int sync_it(const char *name, int fd) {
        char path[256];
        if (!mine(fd, path)) return REAL(int (*)(int), name)(fd);
        pthread_mutex_lock(&lock);
        long until = seq;
        pthread_mutex_unlock(&lock);
        if (access(getenv("DISK_LIES"), F_OK) == 0 && strstr(path, "-wal")) return 0;
        int done = REAL(int (*)(int), name)(fd);
        if (done) return done;
        pthread_mutex_lock(&lock);
        for (struct undo **p = &newest; *p;) {
          struct undo *u = *p;
          if (u->seq <= until && !strcmp(u->path, path)) { *p = u->older; free(u); }
          else p = &u->older;
        }
        pthread_mutex_unlock(&lock);
        return done;
      }
      ssize_t pwrite(int fd, const void *from, size_t n, off_t at) {
        return keep(REAL(pwriter, "pwrite"), fd, from, n, at);
      }
      ssize_t pwrite64(int fd, const void *from, size_t n, off_t at) {
        return keep(REAL(pwriter, "pwrite64"), fd, from, n, at);
      }
      int fsync(int fd) { return sync_it("fsync", fd); }
      int fdatasync(int fd) { return sync_it("fdatasync", fd); }
      """;

  private final Path library;
  private final Path cut;
  private final Path lies;
  private final Path below;

  /**
   * @param directory for the library, outside {@code below}
   * @param below whose files lose what was not synced
   */
  VolatileDisk(Path directory, Path below) throws IOException, InterruptedException {
    this.library = Files.createDirectories(directory).resolve("disk.so");
    this.cut = directory.resolve("cut");
    this.lies = directory.resolve("lies");
    this.below = below;
    Path source = Files.writeString(directory.resolve("disk.c"), SOURCE);
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
        "DISK_BELOW", below.toString(),
        "DISK_CUT", cut.toString(),
        "DISK_LIES", lies.toString());
  }

  /** From now on it says that it has synced the WAL, and has not. */
  void lie() throws IOException {
    Files.createFile(lies);
  }

  /** The power fails at the next write. */
  void cut() throws IOException {
    Files.createFile(cut);
  }

  void restored() throws IOException {
    Files.delete(cut);
  }
}
