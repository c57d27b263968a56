package io.postern.inbound.upstream;

import io.postern.config.SecretFile;
import io.postern.config.settings.UpstreamSettings.SecretHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values of a secret header that are taken now. Those of a file are read again when it changes,
 * looked at once a second at most while mail comes: a rotation needs no restart and loses no
 * message. A file that became useless changes nothing but the log: the secrets before it stay in
 * force, for without any all mail would be refused. Safe for use by many threads.
 */
public final class HeaderSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(HeaderSecrets.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final String name;
  private final Optional<Path> file;
  private final InstantSource clock;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile List<SecretFile.Entry> entries;
  private volatile Instant lastLook;
  private Stamp stamp;

  /**
   * @throws IOException where the file cannot be read
   * @throws IllegalArgumentException where it holds no usable secret
   */
  public HeaderSecrets(SecretHeader header, InstantSource clock) throws IOException {
    this.name = header.name();
    this.file = header.file();
    this.clock = clock;
    this.lastLook = clock.instant();
    // Before the content: what changes in between is seen at the next look.
    this.stamp = file.isPresent() ? Stamp.of(file.get()) : Stamp.ABSENT;
    this.entries = file.isPresent() ? SecretFile.read(file.get()).entries() : given(header);
  }

  private static List<SecretFile.Entry> given(SecretHeader header) {
    return header.values().stream().map(v -> new SecretFile.Entry(v, Optional.empty())).toList();
  }

  /** What tells one content of the file from another without reading it. */
  private record Stamp(Instant modified, long size, String inode) {
    static final Stamp ABSENT = new Stamp(Instant.MIN, -1, "");

    static Stamp of(Path file) {
      try {
        BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(a.lastModifiedTime().toInstant(), a.size(), String.valueOf(a.fileKey()));
      } catch (IOException e) {
        return ABSENT; // reading it will say why
      }
    }
  }

  /**
   * Which of them a message carried.
   *
   * @param number counted from 1, the newest
   * @param count how many are taken now
   * @param made when it was made, where the file says so
   */
  public record Match(int number, int count, Optional<Instant> made) {
    /** True for the one that the provider's rule shall set now. */
    public boolean isNewest() {
      return number == 1;
    }

    /** For people, and to find again in a sighting: tells which, never what. */
    public String detail() {
      return "secret " + number + " of " + count + made.map(m -> ", " + madeAt(m)).orElse("");
    }

    /** What {@link #detail} says of a secret's age: names it across rotations. */
    public static String madeAt(Instant made) {
      return "made " + made;
    }
  }

  /** The header field's name. */
  public String name() {
    return name;
  }

  /** Which of the accepted values this is; takes the same time whichever was nearly right. */
  public Optional<Match> find(String value) {
    refresh();
    List<SecretFile.Entry> now = entries;
    int found = -1;
    for (int i = 0; i < now.size(); i++) {
      found = now.get(i).value().matches(value) ? i : found;
    }
    return found < 0
        ? Optional.empty()
        : Optional.of(new Match(found + 1, now.size(), now.get(found).made()));
  }

  private void refresh() {
    if (file.isEmpty() || !isDue() || !looking.tryLock()) {
      return; // nothing to look at, not yet, or somebody else is looking
    }
    try {
      lastLook = clock.instant();
      look(file.get());
    } finally {
      looking.unlock();
    }
  }

  /** Also where the clock was set back. */
  private boolean isDue() {
    return Duration.between(lastLook, clock.instant()).abs().compareTo(PAUSE) >= 0;
  }

  private void look(Path path) {
    Stamp now = Stamp.of(path);
    if (now.equals(stamp)) {
      return;
    }
    stamp = now; // also where it is useless: one line in the log for each change
    try {
      entries = SecretFile.read(path).entries();
      LOG.info("{}: {} secrets for header {} are in force", path, entries.size(), name);
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("{}: the secrets before stay in force: {}", path, e.toString());
    }
  }
}
