package io.postern.core.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.model.MessageId;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.Stores;
import io.postern.core.trail.AuditTrail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there, whatever happened to the process or to the disk under it. */
@Timeout(120)
class CrashTest {
  private static final int THREADS = 4;

  @TempDir Path directory;

  private Process start(ProcessBuilder command) throws IOException {
    return command.redirectError(directory.resolve("child.log").toFile()).start();
  }

  @Test
  void acknowledged_processKilled_isThere() throws Exception {
    Path data = directory.resolve("data");
    Random random = new Random();
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      Process child = start(StoreChild.command(data, 8));
      int lines = 5 + random.nextInt(400);
      try (BufferedReader out = child.inputReader()) {
        for (int i = 0; i < lines; i++) {
          acknowledged.add(next(out));
        }
        child.toHandle().destroyForcibly(); // SIGKILL; Process.destroyForcibly closes the pipe too
        acknowledged.addAll(rest(out));
      }
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(acknowledged).allMatch(l -> l.startsWith("ok "));
    assertAllThere(data, acknowledged);
  }

  @Test
  void acknowledged_powerFails_isThere() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    VolatileDisk disk = new VolatileDisk(directory.resolve("disk"), data);
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      acknowledged.addAll(untilThePowerFails(disk, 50 + 300 * round, () -> {}));
      assertAllThere(data, acknowledged);
    }
  }

  /** Without this nobody would know that the test above can fail. */
  @Test
  void acknowledged_powerFailsUnderADiskThatLies_isLost() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    VolatileDisk disk = new VolatileDisk(directory.resolve("disk"), data);
    List<String> acknowledged = untilThePowerFails(disk, 50, disk::lie);
    assertThatThrownBy(() -> assertAllThere(data, acknowledged))
        .isInstanceOf(MissingContentException.class);
  }

  /** What goes wrong besides. */
  @FunctionalInterface
  private interface Faults {
    void begin() throws IOException;
  }

  private List<String> untilThePowerFails(VolatileDisk disk, int lines, Faults halfWay)
      throws Exception {
    ProcessBuilder command = StoreChild.command(directory.resolve("data"), 8);
    command.environment().putAll(disk.environment());
    Process child = start(command);
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out = child.inputReader()) {
      for (int i = 0; i < lines; i++) {
        acknowledged.add(next(out));
      }
      halfWay.begin();
      for (int i = 0; i < lines; i++) {
        acknowledged.add(next(out));
      }
      disk.cut();
      acknowledged.addAll(rest(out));
    } finally {
      child.toHandle().destroyForcibly();
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    disk.restored();
    assertThat(acknowledged).allMatch(l -> l.startsWith("ok "));
    return acknowledged;
  }

  /** What was said before the end but not read yet counts as well. */
  private static List<String> rest(BufferedReader out) {
    return out.lines().filter(l -> l.length() == "ok ".length() + 26 + 1 + 64).toList();
  }

  private String next(BufferedReader out) throws IOException {
    String line = out.readLine();
    assertThat(line).as(() -> "the child ended: " + log()).isNotNull();
    return line;
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("child.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void assertAllThere(Path data, List<String> acknowledged) throws Exception {
    try (SqlDatabase database = Stores.open(Stores.sqliteSettings(), data)) {
      Spool spool =
          new Spool(database, Vault.open(database, Stores.rootKey(), InstantSource.system()));
      for (String line : acknowledged) {
        String[] words = line.split(" ");
        assertThat(digest(spool, new MessageId(words[1]))).as(line).isEqualTo(words[2]);
      }
      AuditTrail trail = new AuditTrail(database, Stores.rootKey());
      assertThat(trail.verify().findings()).isEmpty();
      assertThat(trail.verify().links()).isGreaterThanOrEqualTo(acknowledged.size());
      spool.sweep(Instant.now().plus(Duration.ofDays(1)));
      assertThat(spool.sweep(Instant.now().plus(Duration.ofDays(1)))).isZero();
    }
  }

  private static String digest(Spool spool, MessageId id)
      throws IOException, NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(spool.open(id).open(), sha256)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  @Test
  void fsyncFails_nothingIsAcknowledgedUntilTheStoreIsVerified() throws Exception {
    Path data = directory.resolve("data");
    Path broken = directory.resolve("fsync-fails");
    ProcessBuilder command = StoreChild.command(data, THREADS);
    command.environment().put("LD_PRELOAD", failingFsync().toString());
    command.environment().put("FSYNC_FAILS_WHILE", broken.toString());
    Process child = start(command);
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out = child.inputReader()) {
      for (int i = 0; i < 20; i++) {
        acknowledged.add(next(out));
      }
      Files.createFile(broken);
      String line = next(out);
      while (line.startsWith("ok ")) {
        acknowledged.add(line);
        line = next(out);
      }
      int late = 0;
      for (int i = 0; i < 200; i++) {
        if (line.startsWith("ok ")) {
          acknowledged.add(line);
          late++;
        } else {
          assertThat(line).isEqualTo("no 451 4.3.0 Storage is not available, try again later");
        }
        line = next(out);
      }
      // the other threads may have been about to say what was durable before
      assertThat(late).isLessThan(THREADS);
      Files.delete(broken);
      while (!line.startsWith("ok ")) {
        line = next(out);
      }
      acknowledged.add(line);
    } finally {
      child.toHandle().destroyForcibly();
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(log()).contains("the store takes changes again");
    assertAllThere(data, acknowledged);
  }

  @Test
  void largeMessage_inASmallHeap_goesThrough() throws Exception {
    Process child =
        start(
            StoreChild.java(LargeMessageChild.class, "-Xmx64m", directory.toString())
                .redirectOutput(directory.resolve("child.out").toFile()));
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(this::log).isZero();
  }

  /** A library that makes fsync and fdatasync fail with EIO while a file exists. */
  private Path failingFsync() throws IOException, InterruptedException {
    Path source = directory.resolve("fsync.c");
    Files.writeString(
        source,
        """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdlib.h>
        #include <unistd.h>
        static int call(const char *name, int fd) {
          const char *flag = getenv("FSYNC_FAILS_WHILE");
          if (flag && access(flag, F_OK) == 0) { errno = EIO; return -1; }
          return ((int (*)(int)) dlsym(RTLD_NEXT, name))(fd);
        }
        int fsync(int fd) { return call("fsync", fd); }
        int fdatasync(int fd) { return call("fdatasync", fd); }
        """);
    Path library = directory.resolve("fsync.so");
    Process gcc =
        new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
            .inheritIO()
            .start();
    assertThat(gcc.waitFor()).isZero();
    return library;
  }
}
