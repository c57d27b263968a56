package io.postern.packaging;

import io.postern.config.Problems;
import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.ReturnSettings;
import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.mime.MimeLimits;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Consents;
import io.postern.core.port.Groups;
import io.postern.policy.detect.RuleSet;
import io.postern.policy.detect.Scanner;
import io.postern.policy.extract.Attachments;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.RulesEngine;
import io.postern.policy.rules.Surroundings;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The detector and the rules as the settings want them: what the gateway and the commands share.
 */
public final class Policies {
  private Policies() {}

  /**
   * The detector, with a key for hashes of values that is forgotten with the process.
   *
   * @param attachments opens the files that are not text
   * @throws io.postern.config.ConfigException with every problem of the file that sets its rules
   */
  public static Scanner scanner(Settings settings, Attachments attachments) {
    return scanner(settings.policy(), settings.limits(), attachments);
  }

  /** The same from the two parts of the settings that matter to it. */
  public static Scanner scanner(
      PolicySettings policy, Settings.Limits limits, Attachments attachments) {
    MimeLimits mime =
        new MimeLimits(
            policy.maximumDepth(),
            policy.maximumParts(),
            limits.headerSize().intBytes(),
            policy.maximumTime());
    return new Scanner(
        policy.threshold(),
        mime,
        policy.maximumText().bytes(),
        policy.unreadImage().bytes(),
        attachments,
        policy.detector().map(RuleSet::load).orElseGet(RuleSet::builtIn));
  }

  /**
   * Rules and detector together, where nobody agreed to anything.
   *
   * @throws io.postern.config.ConfigException with every problem of every policy file
   */
  public static RulesEngine engine(Path home, Settings settings, Attachments attachments) {
    return engine(home, settings, attachments, surroundings(settings));
  }

  /**
   * Rules and detector together.
   *
   * @param around what the rules are checked against
   * @throws io.postern.config.ConfigException with every problem of every policy file
   */
  public static RulesEngine engine(
      Path home, Settings settings, Attachments attachments, Surroundings around) {
    return new RulesEngine(
        scanner(settings, attachments),
        PolicySet.load(home.resolve(settings.policy().directory()), around));
  }

  /**
   * @throws io.postern.config.ConfigException with every problem of every policy file
   */
  public static PolicySet rules(Path home, Settings settings) {
    return PolicySet.load(home.resolve(settings.policy().directory()), surroundings(settings));
  }

  /** What the settings and the store say that policies are checked against, and ask. */
  public static Surroundings surroundings(Settings settings, Stores stores) {
    return surroundings(settings).with(stores.consents()).with(new StoredKeys(stores.keys()));
  }

  /** What the settings say that policies are checked against. */
  public static Surroundings surroundings(Settings settings) {
    Set<String> upstreams =
        settings.upstreams().stream().map(UpstreamSettings::name).collect(Collectors.toSet());
    Set<String> own =
        settings.upstreams().stream()
            .flatMap(u -> u.senderDomains().stream())
            .map(d -> d.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    Set<String> returns =
        settings.outbound().return_().stream()
            .map(ReturnSettings::upstream)
            .collect(Collectors.toSet());
    return new Surroundings(
        Optional.of(upstreams),
        Optional.of(returns),
        own,
        Optional.of(detectorRules(settings)),
        Optional.of(settings.portal().isPresent()),
        EnumSet.allOf(TlsFloor.class),
        Optional.empty(),
        Consents.NONE,
        Groups.NONE,
        files -> {});
  }

  /** A file with a mistake is told of where the detector is made of it. */
  private static Set<String> detectorRules(Settings settings) {
    return settings
        .policy()
        .detector()
        .map(file -> RuleSet.load(file, new Problems()))
        .orElseGet(RuleSet::builtIn)
        .names();
  }
}
