package io.postern.packaging.cli;

import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern held release}, also as {@code postern queue release}. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = {
      "Let a held message go on.",
      "With the protections it has left, or with those named here in order. One that policy allowed keeps the terms that policy gave it. Instead of any of those, smime and openpgp will do; tls and portal will do for each other, with a reason. What is named opportunistic must have been allowed by policy. Where policy says who may release it, nobody else may. The audit trail records who did it and why. Exit code 1 where nothing was held."
    },
    footer = {
      "",
      "Example:",
      "  postern held release --home /etc/postern --protect portal --why 'no TLS there' 01KA3W7T0QZ5V8N2M4XBD6CEFG"
    })
final class HeldReleaseCommand implements Callable<Integer> {
  private static final Duration PORTAL_EXPIRY = Duration.ofDays(30);

  /** What an operator may choose. */
  enum Choice {
    TLS,
    SMIME,
    OPENPGP,
    PORTAL,
    OPPORTUNISTIC;

    Protection protection() {
      return switch (this) {
        case TLS -> new Protection.VerifiedTls(TlsFloor.VERIFIED);
        case SMIME -> new Protection.Smime();
        case OPENPGP -> new Protection.OpenPgp();
        case PORTAL -> new Protection.PortalPickup(PORTAL_EXPIRY, true);
        case OPPORTUNISTIC -> new Protection.OpportunisticTls();
      };
    }
  }

  @Mixin private HeldMessage message = new HeldMessage();

  @Option(
      names = {"--protect", "--protection"},
      split = ",",
      paramLabel = "PROTECTION",
      description =
          "One or more of tls, smime, openpgp, portal, opportunistic, instead of what policy left.")
  private List<Choice> choices = List.of();

  @Option(
      names = {"--why", "--reason"},
      paramLabel = "TEXT",
      description = "The reason, for the audit trail; no patient data.")
  private @Nullable String why;

  @Override
  public Integer call() {
    List<Protection> instead = choices.stream().map(Choice::protection).toList();
    return message.run(
        (held, chosen) -> held.release(chosen, instead, Operator.name(), Optional.ofNullable(why)));
  }
}
