package io.postern.outbound.tlsrpt;

import io.postern.core.port.Meters;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.TxtLookup;
import io.postern.core.store.StoreException;
import io.postern.core.tlsrpt.DueReports;
import io.postern.core.tlsrpt.DueReports.Due;
import io.postern.core.tlsrpt.SessionTally;
import io.postern.core.tlsrpt.TlsReport;
import io.postern.outbound.tlsrpt.ReportSender.Sent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every domain that asks for it its report of the day before, once, at a random time of the
 * night (UTC); what fails is tried again every hour for a day. Runs on threads of its own until it
 * is closed.
 */
public final class DailyReports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DailyReports.class);
  private static final Duration ROUND = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofHours(1);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final String COUNTER = "postern_tls_reports";

  /** A web server may take its minute; others do not wait for it. */
  private static final int AT_ONCE = 16;

  private final SessionTally tally;
  private final DueReports dues;
  private final TxtLookup dns;
  private final ReportSender sender;
  private final Meters meters;
  private final InstantSource clock;
  private final ScheduledExecutorService rounds =
      Executors.newScheduledThreadPool(2, Thread.ofVirtual().name("tls-reports-", 0).factory());

  public DailyReports(
      SessionTally tally,
      DueReports dues,
      TxtLookup dns,
      ReportSender sender,
      Meters meters,
      InstantSource clock) {
    this.tally = tally;
    this.dues = dues;
    this.dns = dns;
    this.sender = sender;
    this.meters = meters;
    this.clock = clock;
  }

  /** Begins. */
  public void start() {
    every(tally::flush);
    every(this::round);
  }

  private void every(Runnable step) {
    long seconds = ROUND.toSeconds();
    rounds.scheduleWithFixedDelay(() -> tried(step), seconds, seconds, TimeUnit.SECONDS);
  }

  /** A step that throws would be the last one. */
  private static void tried(Runnable step) {
    try {
      step.run();
    } catch (StoreException e) {
      LOG.warn("TLS reports are put off: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("TLS reports are put off: {}", e.toString());
    }
  }

  /** Sends what is due. */
  public void round() {
    List<Due> some;
    do {
      dues.open();
      some = taken();
      sendAll(some);
    } while (some.size() == AT_ONCE);
  }

  private List<Due> taken() {
    List<Due> some = new ArrayList<>();
    Optional<Due> due = dues.take();
    while (due.isPresent()) {
      some.add(due.get());
      due = some.size() < AT_ONCE ? dues.take() : Optional.empty();
    }
    return some;
  }

  private void sendAll(List<Due> some) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      some.forEach(due -> threads.execute(() -> tried(() -> send(due))));
    }
  }

  private void send(Due due) {
    switch (dns.txt("_smtp._tls." + due.domain())) {
      case Answer.Found<String>(List<String> texts, var _) ->
          send(due, ReportRecord.targets(texts));
      case Answer.NoData<String> _, Answer.NxDomain<String> _ -> dues.finish(due);
      case Answer.TemporaryFailure<String>(String why) -> again(due, "DNS: " + why);
    }
  }

  private void send(Due due, List<ReportTarget> targets) {
    if (targets.isEmpty()) {
      dues.finish(due);
      return;
    }
    TlsReport report = report(due);
    Due open = due;
    Optional<String> trouble = Optional.empty();
    for (ReportTarget target : targets) {
      if (!due.served().contains(target.text())) {
        Sent sent = sent(report, due, target);
        trouble = trouble.or(() -> trouble(sent));
        open = sent instanceof Sent.NotNow ? open : open.servedTo(target.text());
        note(due, target, sent);
      }
    }
    settle(open, trouble);
  }

  /** What goes wrong with one target must not have the others served again and again. */
  private Sent sent(TlsReport report, Due due, ReportTarget target) {
    try {
      return sender.send(report, due.domain(), target);
    } catch (RuntimeException e) {
      LOG.warn("the TLS report of {} to {}: {}", due.day(), due.domain(), e.toString());
      return new Sent.NotNow(e.getClass().getSimpleName());
    }
  }

  private static Optional<String> trouble(Sent sent) {
    return sent instanceof Sent.NotNow(String why) ? Optional.of(why) : Optional.empty();
  }

  private void settle(Due due, Optional<String> trouble) {
    if (trouble.isPresent()) {
      again(due, trouble.get());
    } else {
      dues.finish(due);
    }
  }

  private void note(Due due, ReportTarget target, Sent sent) {
    String way =
        switch (target) {
          case ReportTarget.Mail _ -> "mail";
          case ReportTarget.Web _ -> "https";
        };
    switch (sent) {
      case Sent.Taken _ -> meters.count(COUNTER, "way", way, "outcome", "sent");
      case Sent.NotNow _ -> meters.count(COUNTER, "way", way, "outcome", "failed");
      case Sent.Never(String why) -> {
        meters.count(COUNTER, "way", way, "outcome", "unsigned");
        LOG.info("no TLS report of {} to {} by mail: {}", due.day(), due.domain(), why);
      }
    }
  }

  private void again(Due due, String why) {
    if (clock.instant().plus(RETRY).isBefore(due.until())) {
      dues.later(due, clock.instant().plus(RETRY));
      return;
    }
    dues.finish(due);
    meters.count(COUNTER, "way", "any", "outcome", "dropped");
    LOG.warn("the TLS report of {} to {} is dropped: {}", due.day(), due.domain(), why);
  }

  private TlsReport report(Due due) {
    Submitter submitter = sender.submitter();
    return new TlsReport(
        submitter.organisation(),
        submitter.contact().address(),
        id(due),
        due.since().minus(Duration.ofDays(1)),
        due.since().minusSeconds(1),
        dues.results(due));
  }

  /** The same for every try, so that a receiver knows one that comes twice. */
  private String id(Due due) {
    String name = sender.submitter().domain() + '\n' + due.domain() + '\n' + due.day();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 10) + "@" + sender.submitter().domain();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Ends, and stores what was counted. */
  @Override
  public void close() {
    rounds.shutdownNow();
    try {
      if (!rounds.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("a TLS report is being sent still; perhaps it is sent again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tried(tally::flush);
  }
}
