package io.postern.outbound.plan;

import io.postern.config.settings.DestinationSettings;
import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.HostReply;
import io.postern.core.model.TlsFloor;
import io.postern.outbound.route.SmartHost;
import io.postern.outbound.tls.TlsDemand;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A host of the administrator's choice that takes mail in place of the recipients' hosts. What
 * happens behind it is not ours to see: it proves nothing of the way to the recipient, unless an
 * administrator vouches for that.
 *
 * @param kind what the proof calls it
 * @param host as in {@code relay.example.org:25}
 * @param trustsOnward whether somebody vouches for it
 */
public record Relay(String kind, String host, boolean trustsOnward) {
  private static final String NOBODY_VOUCHES = " (trust_onward_tls is false)";

  /** The relay of all mail. */
  public static Relay of(SmartHost smart) {
    return new Relay("smart_host", smart.host().toString(), smart.trustsOnward());
  }

  /** For the proof, which must not look as if its session were the recipient's host's. */
  public Map<String, String> details() {
    return Map.of(
        kind, host, "onward_tls", trustsOnward ? "vouched for by the administrator" : "unknown");
  }

  /**
   * Why mail cannot go this way; empty where it can.
   *
   * @param entry what the administrator wrote for the recipients' domain
   */
  public Optional<HostPlan> objection(TlsDemand demand, Optional<DestinationSettings> entry) {
    return switch (demand) {
      case TlsDemand.Verified verified -> unproved(verified.floor());
      case TlsDemand.Opportunistic _ ->
          trustsOnward ? Optional.empty() : entry.flatMap(this::unshown);
    };
  }

  /** Somebody may vouch for verified TLS, but nobody for records, policies or pins unseen. */
  private Optional<HostPlan> unproved(TlsFloor floor) {
    boolean vouchable =
        switch (floor) {
          case VERIFIED, PKIX -> true;
          case DANE, MTA_STS, PINNED -> false;
        };
    if (trustsOnward && vouchable) {
      return Optional.empty();
    }
    String asked = floor.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Optional.of(
        new HostPlan.Skip(
            trustsOnward
                ? asked + " is asked for, which nobody can show behind a " + words()
                : "a " + words() + " proves nothing of the way behind it" + NOBODY_VOUCHES,
            false));
  }

  /** An administrator can mend that, so it waits. */
  private Optional<HostPlan> unshown(DestinationSettings entry) {
    String why =
        "outbound.destinations asks for more than a "
            + words()
            + " shows of the way behind it"
            + NOBODY_VOUCHES;
    return entry.demanded() == Level.MAY
        ? Optional.empty()
        : Optional.of(new HostPlan.Wait(HostReply.own(451, "4.7.5", why), false));
  }

  private String words() {
    return kind.replace('_', ' ');
  }
}
