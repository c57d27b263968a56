package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clock that is wrong makes certificates fail and the audit trail untrue. Seen without asking
 * anybody: a time before this program was built, or before our own data was written.
 */
final class ClockCheck implements Check {
  private static final String AREA = "clock";
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Instant built;

  ClockCheck(InstantSource clock, Instant built) {
    this.clock = clock;
    this.built = built;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    Instant now = clock.instant();
    if (now.isBefore(built)) {
      return List.of(Finding.error(AREA, now, "earlier than this program, built " + built));
    }
    return List.of(
        newest(settings.server().data())
            .filter(n -> n.isAfter(now.plus(TOLERANCE)))
            .map(n -> Finding.error(AREA, now, "earlier than our data, written " + n))
            .orElseGet(() -> Finding.good(AREA, now, "plausible")));
  }

  private static Optional<Instant> newest(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.flatMap(ClockCheck::modified).max(Instant::compareTo);
    } catch (IOException e) {
      return Optional.empty(); // nothing was written yet
    }
  }

  private static Stream<Instant> modified(Path file) {
    try {
      return Stream.of(Files.getLastModifiedTime(file).toInstant());
    } catch (IOException e) {
      return Stream.empty(); // gone since it was listed
    }
  }
}
