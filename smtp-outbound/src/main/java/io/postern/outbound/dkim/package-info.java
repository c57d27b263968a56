/**
 * Signs messages of our domains in the very form in which a host gets them: after wrapping and
 * changes, after conversion for that host, before dots are doubled for the wire.
 *
 * <p>Standards: RFC 6376 (DKIM), RFC 8463 (Ed25519), RFC 8301 (SHA-256 alone), RFC 8617 (ARC, for
 * mail that goes back to the provider it came from).
 */
@NullMarked
package io.postern.outbound.dkim;

import org.jspecify.annotations.NullMarked;
