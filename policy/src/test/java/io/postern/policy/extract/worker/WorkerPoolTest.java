package io.postern.policy.extract.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.PolicySettings;
import io.postern.policy.extract.Attachments;
import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import io.postern.policy.extract.file.Documents;
import io.postern.policy.extract.file.Packed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkerPoolTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** With its name, chunk and end a request of 17 bytes. */
  private static final byte[] FILE = {1, 2, 3};

  private static final List<String> SLEEPER = List.of("sh", "-c", "printf R; exec sleep 600");

  @TempDir private Path directory = Path.of("");

  private WorkerPool fake(String script) {
    PolicySettings policy = Pools.policy(1, LONG, LONG, 100);
    return WorkerPool.with(policy, directory, List.of("sh", "-c", "printf R; " + script));
  }

  private boolean isEmpty() throws IOException {
    try (var files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  @Test
  void read_severalFiles_givesTheirTextFromOneProcess() throws IOException {
    try (WorkerPool pool = WorkerPool.of(Pools.policy(1, LONG, LONG, 100), directory)) {
      Attachments.Reading reading = pool.begin();
      for (String text : List.of("first text", "second text")) {
        InputStream docx = new ByteArrayInputStream(Documents.docx(text));
        assertThat(Pools.text(reading.read("a.docx", docx))).contains(text);
      }
      List<Long> before = pool.pids();
      assertThat(Pools.text(Pools.read(pool, Documents.pdf("third text")))).contains("third text");
      assertThat(pool.pids()).isEqualTo(before).hasSize(1);
    }
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void read_afterSoManyFiles_usesAnotherProcess() throws IOException {
    try (WorkerPool pool = WorkerPool.of(Pools.policy(1, LONG, LONG, 1), directory)) {
      Pools.read(pool, FILE);
      assertThat(pool.pids()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "exit 1, WORKER_FAILED",
    "exit 3, OUT_OF_MEMORY",
    "kill -9 $$, WORKER_FAILED",
    "yes, WORKER_FAILED",
    "head -c 17 >/dev/null; exit 0, WORKER_FAILED",
    // a text of 2 GiB; a place that is none; a kind that is none
    "printf '\\001\\000\\000\\000\\000\\000\\000\\000\\005PLAIN\\177\\377\\377\\377', WORKER_FAILED",
    "printf '\\004\\000\\000\\000\\003M.D\\000', WORKER_FAILED",
    "printf '\\005\\000\\000\\000\\000\\000\\000\\000\\003WAR', WORKER_FAILED",
  })
  void read_workerThatFails_saysWhy(String script, Trouble want) throws IOException {
    try (WorkerPool pool = fake(script)) {
      assertThat(Pools.trouble(Pools.read(pool, FILE))).contains(want);
      assertThat(pool.pids()).isEmpty();
    }
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void read_workerThatSaysSomethingAndDies_givesWhatItSaid() throws IOException {
    String text =
        "printf '\\001\\000\\000\\000\\000\\000\\000\\000\\005PLAIN\\000\\000\\000\\002hi'";
    try (WorkerPool pool = fake("head -c 17 >/dev/null; " + text)) {
      assertThat(Pools.read(pool, FILE))
          .contains(new Piece.Unread("", FileKind.UNKNOWN, Trouble.WORKER_FAILED))
          .anyMatch(p -> p instanceof Piece.Text t && t.text().equals("hi"));
    }
  }

  @Test
  void read_workerThatHangs_endsAtTheDeadlineAndWithItItsChildren() throws IOException {
    PolicySettings policy = Pools.policy(1, Duration.ofMillis(300), LONG, 100);
    Path mark = directory.resolve("child");
    List<String> hangs = List.of("sh", "-c", "printf R; sleep 600 & echo $! > " + mark + "; wait");
    try (WorkerPool pool = WorkerPool.with(policy, directory.resolve("tmp"), hangs)) {
      long start = System.nanoTime();
      assertThat(Pools.trouble(Pools.read(pool, FILE))).contains(Trouble.OUT_OF_TIME);
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }
    long child = Long.parseLong(Files.readString(mark).strip());
    Awaitility.await()
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void read_timeOfTheMessageIsUp_readsNoMore() throws IOException {
    PolicySettings policy = Pools.policy(1, Duration.ofMillis(300), LONG, 100);
    try (WorkerPool pool = WorkerPool.with(policy, directory, SLEEPER)) {
      Attachments.Reading reading = pool.begin();
      reading.read("a", new ByteArrayInputStream(FILE));
      assertThat(Pools.trouble(reading.read("b", new ByteArrayInputStream(FILE))))
          .contains(Trouble.OUT_OF_TIME);
      assertThat(pool.pids()).isEmpty();
    }
  }

  @Test
  void read_programIsMissing_saysThatThereIsNoReader() throws IOException {
    PolicySettings policy = Pools.policy(1, LONG, LONG, 100);
    try (WorkerPool pool = WorkerPool.with(policy, directory, List.of("/no/such/program"))) {
      assertThat(Pools.trouble(Pools.read(pool, FILE))).contains(Trouble.NO_WORKER);
    }
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void read_programNeverGetsReady_saysThatThereIsNoReader() throws IOException {
    PolicySettings policy = Pools.policy(1, LONG, Duration.ofMillis(200), 100);
    try (WorkerPool pool = WorkerPool.with(policy, directory, List.of("sleep", "600"))) {
      assertThat(Pools.trouble(Pools.read(pool, FILE))).contains(Trouble.NO_WORKER);
      assertThat(pool.pids()).isEmpty();
    }
  }

  @Test
  void read_allAreBusy_waitsNoLongerThanItsPatience() throws Exception {
    PolicySettings policy = Pools.policy(1, LONG, Duration.ofMillis(50), 100);
    CountDownLatch asked = new CountDownLatch(1);
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            asked.countDown();
            return 0;
          }

          @Override
          public int read(byte[] b, int offset, int length) {
            asked.countDown();
            return length;
          }
        };
    WorkerPool pool = WorkerPool.with(policy, directory, SLEEPER);
    Thread other = Thread.ofVirtual().start(() -> Pools.quietly(pool, endless));
    asked.await();
    assertThat(Pools.trouble(Pools.read(pool, FILE))).contains(Trouble.NO_WORKER);
    pool.close();
    other.join();
    assertThat(isEmpty()).isTrue();
  }

  @Test
  void read_fileCannotBeRead_throwsThatAndGoesOn() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk");
          }

          @Override
          public int read(byte[] b, int offset, int length) throws IOException {
            throw new IOException("disk");
          }
        };
    try (WorkerPool pool = WorkerPool.of(Pools.policy(1, LONG, LONG, 100), directory)) {
      assertThatThrownBy(() -> pool.begin().read("a", broken)).hasMessage("disk");
      assertThat(Pools.text(Pools.read(pool, Documents.docx("after")))).contains("after");
    }
  }

  @Test
  void read_fileBeyondTheLimit_saysSo() throws IOException {
    byte[] large = new byte[(int) Pools.DEFAULTS.attachments().fileSize().bytes() + 1];
    try (WorkerPool pool = WorkerPool.of(Pools.policy(1, LONG, LONG, 100), directory)) {
      assertThat(Pools.trouble(Pools.read(pool, large))).contains(Trouble.FILE_TOO_LARGE);
      assertThat(Pools.text(Pools.read(pool, Documents.docx("after")))).contains("after");
    }
  }

  @Test
  void of_leftoversOfAnEarlierRun_areRemoved() throws IOException {
    Files.createDirectories(directory.resolve("reader1/inner"));
    Files.writeString(directory.resolve("reader1/inner/file"), "left behind");
    try (WorkerPool pool = WorkerPool.of(Pools.policy(1, LONG, LONG, 100), directory)) {
      assertThat(pool.pids()).isEmpty();
      Pools.read(pool, Packed.zip("a.txt", "text"));
      assertThat(directory.resolve("reader1")).doesNotExist();
    }
  }

  @Test
  void opens_noWorkers_nothing() {
    try (WorkerPool pool = WorkerPool.of(Pools.policy(0, LONG, LONG, 100), directory)) {
      assertThat(pool.opens(FileKind.PDF)).isFalse();
    }
  }
}
