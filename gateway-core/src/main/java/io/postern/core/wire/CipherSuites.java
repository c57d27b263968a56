package io.postern.core.wire;

import io.postern.config.settings.Settings.CipherFloor;
import java.util.List;

/** Which suites count on the way out, by their standard names. */
public final class CipherSuites {
  private CipherSuites() {}

  /** Those that are good enough, the best first. */
  static List<String> of(CipherFloor floor) {
    return TlsEngines.SOUND_SUITES.stream().filter(suite -> isEnough(floor, suite)).toList();
  }

  /** Whether a session with that suite is good enough. */
  public static boolean isEnough(CipherFloor floor, String suite) {
    return switch (floor) {
      case SP800_52R2 -> TlsEngines.SOUND_SUITES.contains(suite);
      case AES_256 -> TlsEngines.SUITES.contains(suite) && suite.contains("_AES_256_");
    };
  }
}
