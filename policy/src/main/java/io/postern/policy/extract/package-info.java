/**
 * Text out of a message: from every field, file name and part that can hold any, whatever it calls
 * itself, so that the detector sees what a person would see and what a person would not (hidden
 * text, attributes). What cannot be read is named, never skipped in silence.
 *
 * <p>Standards: RFC 2046 4.1.2 (charsets), RFC 5751 and RFC 3156 (what is already encrypted), RFC
 * 5652 and RFC 9580 (its form, to the last byte), RFC 4648 and POSIX uuencode (encodings in text),
 * RFC 2152 (UTF-7), RFC 2397 (data addresses), the HTML Standard 13.2.5 (tokens, read leniently),
 * Unicode Standard Annex 15 (normal forms).
 */
@NullMarked
package io.postern.policy.extract;

import org.jspecify.annotations.NullMarked;
