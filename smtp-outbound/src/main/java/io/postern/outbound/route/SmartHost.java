package io.postern.outbound.route;

import io.postern.config.HostPort;

/**
 * The relay that takes all mail instead of the hosts of its domains.
 *
 * @param trustsOnward whether it counts as sending on by verified TLS only
 */
public record SmartHost(HostPort host, boolean trustsOnward) {}
