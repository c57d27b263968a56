package io.postern.packaging.cli;

import io.postern.core.model.Screening;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the detector's verdict is printed. */
final class ScreeningText {
  private ScreeningText() {}

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
