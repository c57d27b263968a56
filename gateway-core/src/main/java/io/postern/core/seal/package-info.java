/**
 * Sealing: how bytes are encrypted so that nobody reads, cuts, reorders or swaps them unseen. A
 * data key per message, 64 KiB segments under AES-256-GCM in the STREAM construction, and the root
 * key from which everything else hangs. Knows no database.
 *
 * <p>Standards: NIST SP 800-38D (GCM), RFC 5869 (HKDF), 45 CFR 164.312(a)(2)(iv) encryption,
 * 164.312(c)(1) integrity; the construction is STREAM of Hoang, Reyhanitabar, Rogaway and Vizár
 * (CRYPTO 2015).
 */
@NullMarked
package io.postern.core.seal;

import org.jspecify.annotations.NullMarked;
