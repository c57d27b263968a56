/**
 * Pieces of header fields for the mail that the gateway writes itself.
 *
 * <p>Standards: RFC 5322 (dates, phrases), RFC 2047 (encoded words).
 */
@NullMarked
package io.postern.outbound.text;

import org.jspecify.annotations.NullMarked;
