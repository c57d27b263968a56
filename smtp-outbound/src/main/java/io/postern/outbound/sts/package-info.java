/**
 * Policies that domains publish over HTTPS for the TLS of their mail hosts, and how long they bind
 * us.
 *
 * <p>Standards: RFC 8461 (MTA-STS), RFC 9525 (the policy server's certificate), RFC 9110 and RFC
 * 9112 (as much of HTTP as one GET needs).
 */
@NullMarked
package io.postern.outbound.sts;

import org.jspecify.annotations.NullMarked;
