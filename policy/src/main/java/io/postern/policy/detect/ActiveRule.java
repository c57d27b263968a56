package io.postern.policy.detect;

/**
 * A rule as YAML has set it. Immutable.
 *
 * @param label its name in YAML and in findings
 * @param weight how much it says by itself, 0 to 1.5; 1 would be a certain identifier of one person
 * @param alone the score that it gives without any health evidence, 0 to 1
 * @param window how far away its context may stand, in characters
 * @param count from how many different values on it counts
 * @param check what a value must pass
 */
record ActiveRule(
    String label,
    Identifier identifier,
    boolean enabled,
    double weight,
    double alone,
    int window,
    int count,
    Check check) {}
