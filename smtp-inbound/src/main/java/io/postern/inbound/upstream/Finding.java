package io.postern.inbound.upstream;

import io.postern.core.model.Sighting;
import io.postern.core.model.Sighting.Result;
import java.util.Optional;

/**
 * What one check said.
 *
 * @param code there where it failed
 */
record Finding(Sighting.Check check, Optional<RefusalCode> code) {
  static Finding passed(String name, String detail) {
    return new Finding(new Sighting.Check(name, Result.PASSED, detail), Optional.empty());
  }

  static Finding failed(String name, RefusalCode code, String detail) {
    return new Finding(new Sighting.Check(name, Result.FAILED, detail), Optional.of(code));
  }

  /** Not demanded. */
  static Finding skipped(String name, String detail) {
    return new Finding(new Sighting.Check(name, Result.SKIPPED, detail), Optional.empty());
  }

  static Finding of(boolean holds, String name, RefusalCode code, String detail) {
    return holds ? passed(name, detail) : failed(name, code, detail);
  }

  boolean isPassed() {
    return check.result() == Result.PASSED;
  }
}
