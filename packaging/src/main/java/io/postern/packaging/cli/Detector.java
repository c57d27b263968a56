package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.policy.detect.Scanner;
import java.util.LinkedHashMap;
import java.util.Map;

/** The detector as configured, and how its verdict is printed. */
final class Detector {
  private Detector() {}

  static Scanner of(Settings.Policy policy) {
    MimeLimits limits =
        new MimeLimits(
            policy.maximumDepth(), policy.maximumParts(), MimeLimits.DEFAULT.headerBytes());
    return new Scanner(
        policy.threshold(), limits, policy.maximumText().bytes(), policy.unreadImage().bytes());
  }

  /** Without the file or envelope it belongs to. */
  static Map<String, Object> object(Screening screening) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("verdict", screening.verdict().label());
    object.put("score", screening.score());
    object.put("level", screening.level());
    object.put("findings", screening.findings());
    object.put("unscanned", screening.unscanned());
    return object;
  }
}
