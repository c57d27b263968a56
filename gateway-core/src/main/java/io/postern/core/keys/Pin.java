package io.postern.core.keys;

import java.time.Instant;

/**
 * A person's word that a key belongs to an address: no path is asked for, and no key without a pin
 * is used for that address.
 */
public record Pin(String address, String by, Instant at) {}
