/**
 * What a scanner, a wrapper and a DSN see of a message; the original bytes are never re-written.
 *
 * <p>Two programs can read one message differently, and what a scanner does not see it cannot
 * judge. So every place where readers are known to disagree is told as an {@link
 * io.postern.core.mime.Ambiguity}, a value that policy can act on, never an exception.
 *
 * <p>Standards: RFC 5322 (header fields), RFC 2045 and 2046 (MIME entities and multiparts), RFC
 * 2047 and 2231 (text in fields), RFC 2183 (file names), RFC 6532 (UTF-8 fields).
 */
@NullMarked
package io.postern.core.mime;

import org.jspecify.annotations.NullMarked;
