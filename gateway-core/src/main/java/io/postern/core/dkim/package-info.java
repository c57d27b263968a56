/**
 * The keys by which receivers know mail of our domains: made here, published by whoever holds the
 * DNS, used from then on, replaced by newer ones. Their private halves never leave the store
 * unsealed.
 *
 * <p>Standards: RFC 6376 (DKIM), RFC 8463 (Ed25519), RFC 8301 (RSA of 2048 bits, SHA-256 alone).
 */
@NullMarked
package io.postern.core.dkim;

import org.jspecify.annotations.NullMarked;
