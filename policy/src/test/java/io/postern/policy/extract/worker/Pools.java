package io.postern.policy.extract.worker;

import io.postern.config.Binder;
import io.postern.config.settings.PolicySettings;
import io.postern.core.mime.MimeLimits;
import io.postern.policy.detect.Scanner;
import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings and readings for tests of the pool. */
final class Pools {
  static final PolicySettings DEFAULTS = Binder.defaults(PolicySettings.class);

  private Pools() {}

  static PolicySettings policy(int workers, Duration time, Duration patience, int files) {
    PolicySettings.Attachments a = DEFAULTS.attachments();
    return policy(
        new PolicySettings.Attachments(
            workers,
            a.heap(),
            time,
            patience,
            a.fileSize(),
            a.entries(),
            a.depth(),
            a.expanded(),
            a.ratio(),
            files,
            a.bytesPerWorker()),
        false);
  }

  static PolicySettings policy(PolicySettings.Attachments attachments, boolean ocr) {
    PolicySettings d = DEFAULTS;
    return new PolicySettings(
        d.directory(),
        d.reloadInterval(),
        d.replayRetention(),
        d.threshold(),
        d.maximumText(),
        d.maximumDepth(),
        d.maximumParts(),
        d.maximumTime(),
        d.unreadImage(),
        d.detector(),
        ocr,
        attachments,
        d.mode(),
        d.observeDeliversUnprotected(),
        d.breaker());
  }

  static Scanner scanner(WorkerPool pool, long unreadMedia) {
    return new Scanner(0.4, MimeLimits.DEFAULT, 5 << 20, unreadMedia, pool);
  }

  static List<Piece> read(WorkerPool pool, byte[] file) throws IOException {
    return pool.begin().read("file", new ByteArrayInputStream(file));
  }

  /** For threads whose result does not matter. */
  static void quietly(WorkerPool pool, java.io.InputStream file) {
    try {
      pool.begin().read("file", file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Optional<Trouble> trouble(List<Piece> pieces) {
    return pieces.stream()
        .flatMap(p -> p instanceof Piece.Unread u ? java.util.stream.Stream.of(u.trouble()) : null)
        .findFirst();
  }

  static String text(List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Text t) {
        text.append(t.text()).append('\n');
      }
    }
    return text.toString();
  }
}
