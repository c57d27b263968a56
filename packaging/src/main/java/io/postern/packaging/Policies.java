package io.postern.packaging;

import io.postern.config.settings.Settings;
import io.postern.core.mime.MimeLimits;
import io.postern.policy.detect.Scanner;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.RulesEngine;
import java.nio.file.Path;

/**
 * The detector and the rules as the settings want them: what the gateway and the commands share.
 */
public final class Policies {
  private Policies() {}

  public static Scanner scanner(Settings settings) {
    Settings.Policy policy = settings.policy();
    MimeLimits limits =
        new MimeLimits(
            policy.maximumDepth(),
            policy.maximumParts(),
            settings.limits().headerSize().intBytes());
    return new Scanner(
        policy.threshold(), limits, policy.maximumText().bytes(), policy.unreadImage().bytes());
  }

  /**
   * @throws io.postern.config.ConfigException with every problem of every policy file
   */
  public static RulesEngine engine(Path home, Settings settings) {
    return new RulesEngine(
        scanner(settings), PolicySet.load(home.resolve(settings.policy().directory())));
  }
}
