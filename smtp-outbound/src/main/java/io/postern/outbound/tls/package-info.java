/**
 * Whether the peer of a TLS session is who mail for a domain must go to. The verdict is reached on
 * the finished session, before any MAIL, because a resumed session never asks a trust manager.
 *
 * <p>Standards: RFC 5280 (PKIX), RFC 9525 (names in certificates), RFC 3207 (STARTTLS).
 */
@NullMarked
package io.postern.outbound.tls;

import org.jspecify.annotations.NullMarked;
