/**
 * Daily reports on TLS: what other senders found of our domains, read without trust and kept; and
 * what we find of the hosts of others, counted and owed to them.
 *
 * <p>Standards: RFC 8460 (TLS-RPT), RFC 7493 (I-JSON), RFC 1952 (gzip).
 */
@NullMarked
package io.postern.core.tlsrpt;

import org.jspecify.annotations.NullMarked;
