/**
 * A new home: generated keys, a self-signed certificate, a commented configuration, starter
 * policies.
 *
 * <p>Standards: RFC 5280 (the certificate), RFC 7468 (PEM), RFC 5958 (PKCS#8).
 */
@NullMarked
package io.postern.packaging.setup;

import org.jspecify.annotations.NullMarked;
