package io.postern.policy.rules;

/**
 * Settings and where they stand.
 *
 * @param from as an explanation names it, as in {@code recipient_domain *.example.org
 *     (20.yaml:5:5)}
 */
record Layer(String from, Terms terms) {}
