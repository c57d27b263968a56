/**
 * Which hosts take mail for a domain, and in which order.
 *
 * <p>Standards: RFC 5321 5 (MX lookup), RFC 7505 (null MX), RFC 8020 (NXDOMAIN), RFC 5452 (random
 * query ids and source ports, done by dnsjava), RFC 5890 (A-labels).
 */
@NullMarked
package io.postern.outbound.route;

import org.jspecify.annotations.NullMarked;
