package io.postern.core.keys;

import java.time.Instant;

/**
 * Where a key came from. For a certificate this is also its trust: the administrator who imported
 * it vouched for it.
 *
 * @param by who imported it
 * @param source what was imported, as in a file name; never a secret
 */
public record Provenance(Instant at, String by, String source) {}
