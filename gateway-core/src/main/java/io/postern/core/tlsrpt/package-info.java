/**
 * What other senders found of the TLS of our domains: their daily reports, read without trust and
 * kept.
 *
 * <p>Standards: RFC 8460 (TLS-RPT), RFC 7493 (I-JSON), RFC 1952 (gzip).
 */
@NullMarked
package io.postern.core.tlsrpt;

import org.jspecify.annotations.NullMarked;
