package io.postern.core.wire;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises alarms for one certificate of ours that is about to end: at each mark, and again each day
 * until another one takes its place. Not for several threads at once.
 */
public final class ExpiryAlarm {
  /** One that was raised. */
  private record Raised(int mark, Instant at) {}

  private static final Logger LOG = LoggerFactory.getLogger(ExpiryAlarm.class);

  /** Days before the end. */
  private static final List<Integer> MARKS = List.of(1, 7, 14, 30);

  private static final int EXPIRED = 0;
  private static final Duration REPEAT = Duration.ofDays(1);

  private final String owner;
  private final Instant end;
  private final List<Integer> marks;
  private final InstantSource clock;
  private Optional<Raised> last = Optional.empty();

  /**
   * @param owner whose it is, for the log
   * @param certificate the leaf
   */
  public ExpiryAlarm(String owner, X509Certificate certificate, InstantSource clock) {
    this.owner = owner;
    this.end = certificate.getNotAfter().toInstant();
    this.clock = clock;
    // One of six days is not about to end all its life: no mark before the middle of it.
    Duration half = Duration.between(certificate.getNotBefore().toInstant(), end).dividedBy(2);
    this.marks = MARKS.stream().filter(m -> Duration.ofDays(m).compareTo(half) <= 0).toList();
  }

  /** When the certificate ends. */
  public Instant end() {
    return end;
  }

  /** Until it ends; negative afterwards. */
  public Duration left() {
    return Duration.between(clock.instant(), end);
  }

  /** Raises the alarm where one is due. */
  public void look() {
    Optional<Raised> due = mark().map(mark -> new Raised(mark, clock.instant()));
    if (due.isEmpty()) {
      last = due;
    } else if (last.isEmpty() || follows(due.get(), last.get())) {
      last = due;
      raise(due.get().mark());
    }
  }

  /** The closest that has been reached. */
  private Optional<Integer> mark() {
    Duration left = left();
    return left.isNegative()
        ? Optional.of(EXPIRED)
        : marks.stream().filter(m -> left.compareTo(Duration.ofDays(m)) <= 0).findFirst();
  }

  private static boolean follows(Raised due, Raised earlier) {
    return due.mark() != earlier.mark() || !due.at().isBefore(earlier.at().plus(REPEAT));
  }

  private void raise(int mark) {
    String when = mark == EXPIRED ? "has expired" : "ends within " + mark + " days,";
    LOG.atError()
        .addKeyValue("alarm", "CERTIFICATE")
        .log("{}: the certificate {} on {}", owner, when, end);
  }
}
