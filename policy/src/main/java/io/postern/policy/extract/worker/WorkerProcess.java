package io.postern.policy.extract.worker;

import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import io.postern.policy.extract.file.FileLimits;
import io.postern.policy.extract.worker.FilePipe.SourceFailed;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One worker, seen from the gateway. Reads one file at a time; {@link #kill} from any thread. */
final class WorkerProcess implements AutoCloseable {
  /** Of the virtual machine with {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int OUT_OF_MEMORY = 3;

  private static final long PIECE = 64;
  private static final long PIECES = 8 << 20;
  private static final long LAST_WORDS_SECONDS = 2;

  private final Process process;
  private final TemporaryDirectory temporary;
  private final FileLimits limits;
  private final DataOutputStream out;
  private final DataInputStream in;
  private volatile boolean expired;
  private volatile boolean broken;
  private boolean ready;
  private int files;
  private long bytes;

  private WorkerProcess(Process process, TemporaryDirectory temporary, FileLimits limits) {
    this.process = process;
    this.temporary = temporary;
    this.limits = limits;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 64 * 1024));
    this.in = new DataInputStream(process.getInputStream());
  }

  /**
   * Starts one.
   *
   * @param temporary removed when it ends
   * @throws IOException where the system starts no process
   */
  static WorkerProcess start(List<String> command, TemporaryDirectory temporary, FileLimits limits)
      throws IOException {
    // what it says on standard error may quote the file
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.directory(temporary.path().toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("LC_ALL", "C.UTF-8");
    return new WorkerProcess(builder.start(), temporary, limits);
  }

  /** True where it may get another file: nothing is wrong with it and it is not worn out. */
  boolean fresh(int mostFiles, long mostBytes) {
    return !expired && !broken && process.isAlive() && files < mostFiles && bytes < mostBytes;
  }

  /**
   * Waits until it takes files: how long a process takes to start is no file's fault.
   *
   * @return false where it does not get so far within {@code patience}
   */
  boolean awaitReady(Duration patience) {
    if (ready) {
      return true;
    }
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofVirtual().name("reader-start").start(() -> expire(done, patience));
    try {
      ready = in.readUnsignedByte() == PieceCodec.READY;
    } catch (IOException e) {
      ready = false; // it ended
    } finally {
      done.countDown();
    }
    broken |= !ready;
    return ready && !expired;
  }

  /**
   * What is in the file, at the latest after {@code time}.
   *
   * @throws IOException where {@code file} cannot be read
   */
  List<Piece> read(String name, InputStream file, Duration time) throws IOException {
    List<Piece> found = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofVirtual().name("reader-deadline").start(() -> expire(done, time));
    try {
      exchange(name, file, found);
    } catch (SourceFailed e) {
      broken = true;
      throw e.source();
    } catch (IOException e) {
      broken = true;
      found.add(new Piece.Unread("", FileKind.UNKNOWN, why()));
    } finally {
      done.countDown();
    }
    return found;
  }

  private void exchange(String name, InputStream file, List<Piece> found) throws IOException {
    if (in.available() > 0) {
      throw new StreamCorruptedException("an answer without a question");
    }
    files++;
    bytes += FilePipe.send(name, file, limits.fileSize(), out);
    long left = 4 * limits.text() + PIECES;
    Optional<Piece> piece = PieceCodec.read(in, 4 * limits.text());
    while (piece.isPresent()) {
      left -= PIECE + size(piece.get());
      if (left < 0) {
        throw new StreamCorruptedException("more than a file can hold");
      }
      found.add(piece.get());
      piece = PieceCodec.read(in, left);
    }
  }

  private static long size(Piece piece) {
    return switch (piece) {
      case Piece.Text t -> t.text().length();
      case Piece.Plain p -> p.bytes().length + p.name().length();
      case Piece.Media m -> m.where().length();
      case Piece.Dicom d -> d.where().length();
      case Piece.Unread u -> u.where().length();
    };
  }

  private void expire(CountDownLatch done, Duration time) {
    try {
      if (!done.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        expired = true;
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Trouble why() {
    if (expired) {
      return Trouble.OUT_OF_TIME;
    }
    try {
      boolean ended = process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == OUT_OF_MEMORY
          ? Trouble.OUT_OF_MEMORY
          : Trouble.WORKER_FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Trouble.WORKER_FAILED;
    }
  }

  /** Ends it and what it started, whatever they are doing. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  long pid() {
    return process.pid();
  }

  /** Kills it, waits until it is gone, and removes its directory. */
  @Override
  public void close() {
    kill();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    temporary.close();
  }
}
