package io.postern.policy.extract.worker;

import io.postern.config.settings.PolicySettings;
import io.postern.policy.extract.Attachments;
import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import io.postern.policy.extract.file.FileLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few workers, started when the first file comes. Each file goes to one of them; those that die,
 * hang or answer nonsense are replaced. Safe for many threads.
 */
public final class WorkerPool implements Attachments, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  private final PolicySettings.Attachments settings;
  private final FileLimits limits;
  private final Path directory;
  private final Function<Path, List<String>> command;
  private final Set<FileKind> kinds;
  private final Semaphore permits;
  private final Deque<WorkerProcess> idle = new ArrayDeque<>();
  private final Set<WorkerProcess> all = new HashSet<>();
  private boolean wiped;
  private boolean closed;

  private WorkerPool(
      PolicySettings.Attachments settings,
      FileLimits limits,
      Path directory,
      Function<Path, List<String>> command) {
    this.settings = settings;
    this.limits = limits;
    this.directory = directory;
    this.command = command;
    this.permits = new Semaphore(settings.workers(), true);
    this.kinds = kinds(settings.workers() > 0, limits.ocr());
  }

  /**
   * @param directory for the temporary directories of the workers; what is in it is removed
   */
  public static WorkerPool of(PolicySettings policy, Path directory) {
    FileLimits limits = limits(policy);
    long heap = policy.attachments().heap().bytes();
    // found out at the first file: most commands never see one
    Confined confined = new Confined();
    return new WorkerPool(
        policy.attachments(),
        limits,
        directory,
        temporary -> WorkerCommand.of(confined.get(), limits, heap, temporary));
  }

  /** With another program, for tests. */
  static WorkerPool with(PolicySettings policy, Path directory, List<String> command) {
    return new WorkerPool(policy.attachments(), limits(policy), directory, _ -> command);
  }

  private static FileLimits limits(PolicySettings policy) {
    PolicySettings.Attachments a = policy.attachments();
    return new FileLimits(
        a.fileSize().bytes(),
        a.entries(),
        a.depth(),
        a.expanded().bytes(),
        a.ratio(),
        policy.maximumText().bytes(),
        policy.ocr());
  }

  private static final class Confined {
    private @Nullable Confinement found;

    synchronized Confinement get() {
      Confinement known = found == null ? Confinement.find() : found;
      found = known;
      return known;
    }
  }

  private static Set<FileKind> kinds(boolean any, boolean ocr) {
    Set<FileKind> kinds =
        EnumSet.of(
            FileKind.PDF,
            FileKind.ZIP,
            FileKind.OLE,
            FileKind.RTF,
            FileKind.GZIP,
            FileKind.SEVEN_ZIP,
            FileKind.BZIP2,
            FileKind.XZ,
            FileKind.TAR,
            FileKind.TNEF,
            FileKind.DICOM);
    if (ocr) {
      kinds.add(FileKind.IMAGE);
    }
    return any ? kinds : EnumSet.noneOf(FileKind.class);
  }

  @Override
  public boolean opens(FileKind kind) {
    return kinds.contains(kind);
  }

  @Override
  public Reading begin() {
    return new OfMessage();
  }

  /** The files of one message. */
  private final class OfMessage implements Reading {
    private Duration left = settings.time();

    @Override
    public List<Piece> read(String name, InputStream file) throws IOException {
      if (!left.isPositive()) {
        return unread(Trouble.OUT_OF_TIME);
      } else if (!acquired()) {
        return unread(Trouble.NO_WORKER);
      }
      try {
        Optional<WorkerProcess> worker = take();
        return worker.isEmpty() ? unread(Trouble.NO_WORKER) : read(worker.get(), name, file);
      } finally {
        permits.release();
      }
    }

    private List<Piece> read(WorkerProcess worker, String name, InputStream file)
        throws IOException {
      try {
        return worker.awaitReady(settings.patience())
            ? timed(worker, name, file)
            : unread(Trouble.NO_WORKER);
      } finally {
        giveBack(worker);
      }
    }

    private List<Piece> timed(WorkerProcess worker, String name, InputStream file)
        throws IOException {
      long start = System.nanoTime();
      try {
        return worker.read(name, file, left);
      } finally {
        left = left.minusNanos(System.nanoTime() - start);
      }
    }
  }

  private static List<Piece> unread(Trouble trouble) {
    return List.of(new Piece.Unread("", FileKind.UNKNOWN, trouble));
  }

  private boolean acquired() {
    try {
      return permits.tryAcquire(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One that lives, or a new one; empty where none can be started. */
  private synchronized Optional<WorkerProcess> take() {
    while (!idle.isEmpty()) {
      WorkerProcess worker = idle.pop();
      if (isFresh(worker)) {
        return Optional.of(worker);
      }
      end(worker);
    }
    return closed ? Optional.empty() : start();
  }

  private Optional<WorkerProcess> start() {
    try {
      if (!wiped) {
        TemporaryDirectory.wipe(directory);
        wiped = true;
      }
      WorkerProcess worker = start(TemporaryDirectory.in(directory));
      all.add(worker);
      LOG.info("reader of attachments started, process {}", worker.pid());
      return Optional.of(worker);
    } catch (IOException e) {
      LOG.error("the reader of attachments cannot be started: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private WorkerProcess start(TemporaryDirectory temporary) throws IOException {
    try {
      return WorkerProcess.start(command.apply(temporary.path()), temporary, limits);
    } catch (IOException e) {
      temporary.close();
      throw e;
    }
  }

  private synchronized void giveBack(WorkerProcess worker) {
    if (!closed && isFresh(worker)) {
      idle.push(worker);
    } else {
      end(worker);
    }
  }

  private boolean isFresh(WorkerProcess worker) {
    return worker.fresh(settings.filesPerWorker(), settings.bytesPerWorker().bytes());
  }

  private synchronized void end(WorkerProcess worker) {
    all.remove(worker);
    worker.close();
  }

  /** The processes that live now. */
  synchronized List<Long> pids() {
    return all.stream().map(WorkerProcess::pid).toList();
  }

  /** Ends all workers; a file that one of them is at stays unread. */
  @Override
  public synchronized void close() {
    closed = true;
    all.forEach(WorkerProcess::kill);
    List.copyOf(idle).forEach(this::end);
    idle.clear();
  }
}
