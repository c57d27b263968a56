package io.postern.core.keys;

import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * A component of somebody's key that may sign for an address now.
 *
 * @param fingerprint of the certificate, lower-case hex
 */
public record OpenPgpVerifier(String fingerprint, PGPPublicKey signing) {}
