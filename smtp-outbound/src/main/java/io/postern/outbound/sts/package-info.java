/**
 * Policies that domains publish over HTTPS for the TLS of their mail hosts, and how long they bind
 * us.
 *
 * <p>Standards: RFC 8461 (MTA-STS).
 */
@NullMarked
package io.postern.outbound.sts;

import org.jspecify.annotations.NullMarked;
