package io.postern.core.keys;

import java.time.Instant;

/**
 * Where a key came from.
 *
 * @param by who filed it: a person's account, or the part of the gateway that found it
 * @param source what it was taken from, as in a file or host name; never a secret
 * @param verified how it was made sure that it belongs to its address, in a word or two
 */
public record Provenance(Instant at, String by, String source, KeyOrigin origin, String verified) {}
