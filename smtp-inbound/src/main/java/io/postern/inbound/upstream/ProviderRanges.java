package io.postern.inbound.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider's addresses that are in force: those of a refreshed file in the home where there is
 * one, else those that were shipped. The file is looked at every ten seconds at most while clients
 * connect; each change is logged, and a file that cannot be read changes nothing else. Safe for use
 * by many threads.
 */
public final class ProviderRanges {
  /** Older than this, a list is complained of. */
  public static final Duration STALE = Duration.ofDays(90);

  private static final Logger LOG = LoggerFactory.getLogger(ProviderRanges.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** What tells one content of the file from another without reading it; empty without a file. */
  private record Stamp(Instant modified, long size, String inode) {}

  private final Provider provider;
  private final Path file;
  private final InstantSource clock;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile RangeList list;
  private volatile Instant lastLook;
  private Optional<Stamp> stamp = Optional.empty();

  /**
   * @param directory where a refreshed file would lie
   */
  public ProviderRanges(Provider provider, Path directory, InstantSource clock) {
    this.provider = provider;
    this.file = directory.resolve(provider.file());
    this.clock = clock;
    this.lastLook = clock.instant();
    this.list = shipped(provider);
    look();
    report(stamp.isPresent() ? file.toString() : "shipped");
  }

  /** What the program brings with it. */
  public static RangeList shipped(Provider provider) {
    try (InputStream in = ProviderRanges.class.getResourceAsStream(provider.file())) {
      if (in == null) {
        throw new IllegalStateException("not packaged: " + provider.file());
      }
      return RangeList.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The list in force. */
  public RangeList current() {
    if (isDue() && looking.tryLock()) {
      try {
        lastLook = clock.instant();
        if (look()) {
          report(stamp.isPresent() ? file.toString() : "shipped");
        }
      } finally {
        looking.unlock();
      }
    }
    return list;
  }

  boolean contains(InetAddress client) {
    return current().contains(client);
  }

  /** Also where the clock was set back. */
  private boolean isDue() {
    return Duration.between(lastLook, clock.instant()).abs().compareTo(PAUSE) >= 0;
  }

  /** True where the list has changed. */
  private boolean look() {
    Optional<Stamp> now = stamp();
    if (now.equals(stamp)) {
      return false;
    }
    stamp = now; // also where it is useless: one line in the log for each change
    try {
      list = now.isPresent() ? RangeList.parse(Files.readString(file)) : shipped(provider);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("{}: the addresses before stay in force: {}", file, e.toString());
      return false;
    }
  }

  private Optional<Stamp> stamp() {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Stamp(a.lastModifiedTime().toInstant(), a.size(), String.valueOf(a.fileKey())));
    } catch (IOException e) {
      return Optional.empty(); // there is none, or reading it would fail as well
    }
  }

  private void report(String from) {
    long days =
        ChronoUnit.DAYS.between(list.date(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    LOG.info(
        "{}: {} networks of {} are in force ({})",
        provider,
        list.networks().size(),
        list.date(),
        from);
    if (days > STALE.toDays()) {
      LOG.warn(
          "{}: the list of addresses is {} days old; refresh it with postern upstream",
          provider,
          days);
    }
  }
}
