/**
 * What TLS one host must show for one message: what the message needs, what the receiver's domain
 * publishes (DANE, MTA-STS) and what the administrator wrote, added up. Nothing here connects to a
 * host.
 *
 * <p>Standards: RFC 7672 2 (DANE for SMTP), RFC 8461 5 (MTA-STS), RFC 8461 2 (which of them
 * decides), RFC 8689 4.2.1 (REQUIRETLS).
 */
@NullMarked
package io.postern.outbound.plan;

import org.jspecify.annotations.NullMarked;
