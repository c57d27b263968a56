package io.postern.policy.extract.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Screening;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import io.postern.policy.extract.file.Documents;
import io.postern.policy.extract.file.Hostile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through the whole detector. */
final class HostileFilesTest {
  private static final long SECONDS = 10;
  private static final long KIB = 512 * 1024;

  @TempDir private Path directory = Path.of("");

  private final AtomicLong memory = new AtomicLong();
  private volatile boolean over;

  @Test
  void scan_hostileFile_endsInTimeAndWithinMemory() throws Exception {
    List<String> slow = new ArrayList<>();
    List<String> passed = new ArrayList<>();
    // less time than the default, so that those who use it up do not keep the test
    var settings = Pools.policy(2, Duration.ofSeconds(3), Duration.ofSeconds(60), 500);
    try (WorkerPool pool = WorkerPool.of(settings, directory)) {
      Thread watch = Thread.ofPlatform().daemon().start(() -> watch(pool));
      Scanner scanner = Pools.scanner(pool, 64 << 10);
      for (Map.Entry<String, byte[]> file : Hostile.files().entrySet()) {
        Mail mail = mail(file.getValue());
        long start = System.nanoTime();
        Screening screening = scanner.scan(mail);
        long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        if (took >= SECONDS) {
          slow.add(file.getKey() + " " + took + " s");
        }
        boolean mustBeSeen = !file.getKey().contains("holes") && !harmless(file.getKey());
        if (mustBeSeen && !blind(screening)) {
          passed.add(file.getKey() + " " + screening);
        }
      }
      // and whoever comes next is served
      assertThat(Pools.text(Pools.read(pool, Documents.docx("still here")))).contains("still here");
      over = true;
      watch.join();
    }
    assertThat(slow).isEmpty();
    assertThat(passed).isEmpty();
    assertThat(memory.get()).as("peak memory of a worker in KiB").isBetween(1024L, KIB);
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  private static boolean blind(Screening screening) {
    return screening.verdict() == Verdict.UNSCANNABLE || screening.verdict() == Verdict.PHI;
  }

  /** What is read to its end after all, and rightly. */
  private static boolean harmless(String name) {
    return name.startsWith("rtf") || name.matches("tar and [01] bytes.*");
  }

  private static Mail mail(byte[] file) {
    String head =
        "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n";
    String body = Base64.getMimeEncoder().encodeToString(file);
    return new Mail((head + body + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Samples the peak of each worker while it lives. */
  private void watch(WorkerPool pool) {
    while (!over) {
      for (long pid : pool.pids()) {
        memory.accumulateAndGet(peak(pid), Math::max);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static long peak(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(l -> l.startsWith("VmHWM:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // it is gone
    }
  }
}
