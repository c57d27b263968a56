package io.postern.packaging.check;

import io.postern.config.settings.PolicySettings.Mode;
import io.postern.config.settings.Settings;
import io.postern.core.mode.Position;
import java.util.ArrayList;
import java.util.List;

/** Whether decisions of policy are carried out, and who switched it off where they are not. */
final class PolicyModeCheck implements Check {
  private static final String AREA = "policy mode";

  private final Position position;

  /**
   * @param position as the store has it; nothing switched where there is no store yet
   */
  PolicyModeCheck(Position position) {
    this.position = position;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    Mode configured = settings.policy().mode();
    String mode = position.chosen().map(Position.Switched::to).orElse(configured.label());
    List<Finding> findings = new ArrayList<>();
    findings.add(mode(mode, settings));
    position
        .chosen()
        .filter(s -> !s.to().equals(configured.label()))
        .ifPresent(s -> findings.add(Finding.warning(AREA, s.to(), switched(s, configured))));
    position
        .tripped()
        .ifPresent(t ->
            findings.add(
                Finding.error(
                    AREA, "breaker", "tripped at " + t.at() + ", all mail is held: " + t.to())));
    if (settings.policy().breaker().isEmpty()) {
      findings.add(Finding.good(AREA, "breaker", "none is configured (policy.breaker)"));
    }
    return findings;
  }

  private static Finding mode(String mode, Settings settings) {
    if (mode.equals(Mode.ENFORCE.label())) {
      return Finding.good(AREA, mode, "decisions are carried out");
    } else if (mode.equals(Mode.OBSERVE.label())
        && settings.policy().observeDeliversUnprotected()) {
      return Finding.error(
          AREA, mode, "DANGEROUS: health information is delivered without protection");
    }
    return Finding.warning(AREA, mode, "nothing leaves and nothing bounces");
  }

  private static String switched(Position.Switched s, Mode configured) {
    return "switched at "
        + s.at()
        + " by "
        + s.by()
        + ", while postern.yaml says "
        + configured.label();
  }
}
