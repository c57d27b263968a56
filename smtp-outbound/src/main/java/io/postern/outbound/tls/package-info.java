/**
 * Whether the peer of a TLS session is who mail for a domain must go to. A plan says what a host
 * has to prove; its certificates are held against that in the handshake, so that it hears of a
 * refusal, and the verdict is on the finished session, before any MAIL.
 *
 * <p>Standards: RFC 6698, RFC 7671, RFC 7672 (DANE), RFC 8461 (MTA-STS), RFC 5280 (PKIX), RFC 9525
 * (names in certificates), RFC 3207 (STARTTLS), RFC 8689 (REQUIRETLS).
 */
@NullMarked
package io.postern.outbound.tls;

import org.jspecify.annotations.NullMarked;
