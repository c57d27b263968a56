package io.postern.core.keys;

import java.time.Instant;

/**
 * Where a key that nobody imported was found for an address.
 *
 * @param source as in the configuration, such as {@code wkd}
 * @param place a host, a URL or a name of the DNS; names a person by a digest at most
 * @param voucher who says that it belongs to the address
 * @param found when it was found first
 * @param confirmed when the source last gave it
 */
public record KeyFinding(
    String fingerprint,
    String source,
    String place,
    Voucher voucher,
    Instant found,
    Instant confirmed) {}
