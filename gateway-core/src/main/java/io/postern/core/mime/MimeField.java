package io.postern.core.mime;

/**
 * One header field for reading.
 *
 * @param name in lower case
 * @param value unfolded, encoded words decoded (RFC 2047), 8-bit bytes read as UTF-8 (RFC 6532) or
 *     else as windows-1252
 */
public record MimeField(String name, String value) {}
