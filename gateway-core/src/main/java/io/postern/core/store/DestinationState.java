package io.postern.core.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A destination as an operator sees it.
 *
 * @param concurrency deliveries that it may have at once now
 * @param limit and at most
 * @param running deliveries under way
 * @param suspendedUntil where it is dead: when it is tried again
 * @param apart where it asked for less: the time between two deliveries
 * @param lastReply the last bad news of it
 */
public record DestinationState(
    String destination,
    int concurrency,
    int limit,
    int running,
    Optional<Instant> suspendedUntil,
    Optional<Duration> apart,
    Optional<String> lastReply) {}
