/**
 * Whose key may be used for whom: certificates and OpenPGP keys of recipients, and our own signing
 * keys. Bouncy Castle encrypts to any certificate it is handed, expired or meant for signing; every
 * question whether a key may be used is therefore asked here, again at each use, and answered with
 * a reason where the answer is no.
 *
 * <p>Standards: RFC 5280 (certificates), RFC 8550 (S/MIME certificates: names, key usage), RFC 9580
 * (OpenPGP), RFC 7292 (PKCS#12).
 */
@NullMarked
package io.postern.core.keys;

import org.jspecify.annotations.NullMarked;
