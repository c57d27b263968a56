package io.postern.policy.rules;

import io.postern.config.Location;

/** A rule, ready to be asked. Immutable. */
record PolicyRule(String name, String file, Location location, Condition when, Action action) {
  /** As decisions name it: {@code 10-phi.yaml: phi}. */
  String label() {
    return file + ": " + name;
  }
}
