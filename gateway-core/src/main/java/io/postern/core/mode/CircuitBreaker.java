package io.postern.core.mode;

import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.PolicySettings.Mode;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.Protection;
import io.postern.core.model.Upstream;
import io.postern.core.port.Meters;
import io.postern.core.queue.SettledMail;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops all mail where more than a share of it goes wrong within a window: a policy that refuses
 * everybody by mistake, authorities that are not trusted any more so that all mail falls back to
 * the portal, a smart host that bounces. Each recipient counts once: at the decision where that
 * says it all (refused, portal first), else when the delivery ended or fell back to the portal.
 * Copies that policy sends to an archive do not count. Counts are kept in memory, for each node by
 * itself; that it tripped is kept in the store. Safe for use by many threads.
 */
public final class CircuitBreaker implements SettledMail {
  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

  private static final String PORTAL =
      new Protection.PortalPickup(Duration.ofDays(1), false).label();

  /** What the audit trail calls the protection of those whom policy refused. */
  private static final String REFUSED = "none";

  private final PolicySettings.Breaker settings;
  private final ModeSwitch modes;
  private final Meters meters;
  private final InstantSource clock;
  private final String node;
  private final Share share;

  public CircuitBreaker(
      PolicySettings.Breaker settings,
      ModeSwitch modes,
      Meters meters,
      InstantSource clock,
      String node) {
    this.settings = settings;
    this.modes = modes;
    this.meters = meters;
    this.clock = clock;
    this.node = node;
    this.share = new Share(settings.window());
  }

  /** What becomes of a recipient, as far as the breaker cares. */
  private enum Turn {
    /** Not known yet, or counted before. */
    OPEN,
    WELL,
    TROUBLED
  }

  /** Counts what was decided of one message; the message itself may be the one too many. */
  void decided(List<Decision> decisions) {
    count(decisions.stream().map(CircuitBreaker::turn).toList());
  }

  private static Turn turn(Decision decision) {
    return switch (decision) {
      case Decision.Refuse _ -> Turn.TROUBLED;
      case Decision.Hold _ -> Turn.WELL;
      case Decision.Deliver d ->
          d.inOrder().getFirst() instanceof Protection.PortalPickup ? Turn.TROUBLED : Turn.OPEN;
    };
  }

  @Override
  public void settled(Envelope envelope, List<AuditEvent> events) {
    if (envelope.upstream().kind() != Upstream.Kind.OWN && modes.current() == Mode.ENFORCE) {
      Set<String> decided =
          envelope.to().stream()
              .filter(r -> !r.copied())
              .map(r -> r.mailbox().address())
              .collect(Collectors.toSet());
      count(events.stream().map(e -> turn(e, decided)).toList());
    }
  }

  /** Who went to the portal or was refused by policy was counted at the decision or the fall. */
  private static Turn turn(AuditEvent event, Set<String> decided) {
    if (event instanceof AuditEvent.Delivered d && decided.contains(d.recipient())) {
      return d.proof().protection().equals(PORTAL) ? Turn.OPEN : Turn.WELL;
    } else if (event instanceof AuditEvent.Failed f && decided.contains(f.recipient())) {
      boolean counted = f.protection().equals(PORTAL) || f.protection().equals(REFUSED);
      return counted ? Turn.OPEN : Turn.TROUBLED;
    } else if (event instanceof AuditEvent.FellBack b && decided.contains(b.recipient())) {
      return b.next().equals(PORTAL) ? Turn.TROUBLED : Turn.OPEN;
    }
    return Turn.OPEN;
  }

  private void count(List<Turn> turns) {
    int seen = (int) turns.stream().filter(t -> t != Turn.OPEN).count();
    int troubled = (int) turns.stream().filter(t -> t == Turn.TROUBLED).count();
    if (seen > 0) {
      judge(share.add(clock.instant(), seen, troubled));
    }
  }

  private void judge(Share.Count count) {
    if (count.seen() >= settings.minimum() && count.share() > settings.share()) {
      share.clear();
      trip(count);
    }
  }

  private void trip(Share.Count count) {
    String why =
        String.format(
            Locale.ROOT,
            "%d of %d recipients within %s would bounce, be refused or go to the portal",
            count.troubled(),
            count.seen(),
            settings.window());
    meters.count("postern_breaker_trips");
    modes.trip(why, node);
    LOG.atError()
        .addKeyValue("alarm", "BREAKER")
        .log("all mail is held until postern policy breaker --reset: {}", why);
  }
}
