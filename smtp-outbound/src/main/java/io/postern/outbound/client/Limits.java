package io.postern.outbound.client;

import io.postern.config.settings.DestinationSettings;
import io.postern.config.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How much goes over one connection and in one transaction, by the settings. Immutable. */
public final class Limits {
  private final int recipients;
  private final List<DestinationSettings> entries;

  /**
   * @param recipients in one transaction where no entry says otherwise, 1 or more
   * @param entries the first that fits and says something counts
   */
  public Limits(int recipients, List<DestinationSettings> entries) {
    this.recipients = recipients;
    this.entries = List.copyOf(entries);
  }

  public static Limits of(Settings.Outbound settings) {
    return new Limits(settings.traffic().recipients(), settings.destinations());
  }

  /** Recipients in one transaction with a host, which may have told a limit of its own. */
  int recipients(Target target, Capabilities offered) {
    int ours = first(target, DestinationSettings::recipients).orElse(recipients);
    return Math.min(ours, offered.maximumRecipients().orElse(Integer.MAX_VALUE));
  }

  /** Transactions on one connection to a host, which may have told a limit of its own. */
  int transactions(Target target, Capabilities offered) {
    int ours = first(target, DestinationSettings::messagesPerConnection).orElse(Integer.MAX_VALUE);
    return Math.min(ours, offered.maximumTransactions().orElse(Integer.MAX_VALUE));
  }

  private Optional<Integer> first(
      Target target, Function<DestinationSettings, Optional<Integer>> key) {
    return entries.stream()
        .filter(e -> e.covers(target.nextHop()))
        .flatMap(e -> key.apply(e).stream())
        .findFirst();
  }
}
