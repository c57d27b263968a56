/**
 * Whether an authority has revoked a certificate: asked by OCSP, else read from its CRL, over a way
 * of our own that is bounded in size and time and reaches public addresses only, because the URLs
 * stand in certificates that strangers wrote. The JDK judges the answers; it is never let fetch
 * anything itself.
 *
 * <p>Standards: RFC 6960 and RFC 9654 (OCSP, its nonce), RFC 5280 4.2.1.13, 4.2.2.1, 5 and 6.3
 * (distribution points, CRLs).
 */
@NullMarked
package io.postern.core.keys.revocation;

import org.jspecify.annotations.NullMarked;
