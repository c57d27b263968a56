package io.postern.core.mime;

import java.util.Locale;

/**
 * A place where two readers of the message may see two different things.
 *
 * @param part the path of the entity
 */
public record Ambiguity(String part, Kind kind) {
  /** What is wrong, with the standard that says so. */
  public enum Kind {
    /** Two Content-Type fields: readers differ in which one counts (RFC 2045 3). */
    DUPLICATE_CONTENT_TYPE(true),
    /** Two Content-Transfer-Encoding fields. */
    DUPLICATE_TRANSFER_ENCODING(true),
    /** Two Content-Disposition fields: at worst another file name. */
    DUPLICATE_DISPOSITION(false),
    /** A parameter given twice. */
    DUPLICATE_PARAMETER(true),
    /** A Content-Type without a slash; honest old mailers write {@code text}. */
    MALFORMED_CONTENT_TYPE(false),
    /** A malformed Content-Type that names a multipart or a message. */
    MALFORMED_COMPOSITE_TYPE(true),
    /** A multipart without boundary (RFC 2046 5.1.1). */
    MISSING_BOUNDARY(true),
    /** A boundary that is encoded, too long, or made of characters that it may not have. */
    ODD_BOUNDARY(true),
    /** A boundary that a boundary around it begins with, or the other way round. */
    CLASHING_BOUNDARY(true),
    /** A line that is almost a delimiter: another case, other dashes, something behind it. */
    ALMOST_A_BOUNDARY(true),
    /** The end of the entity came before the closing boundary; everything was read. */
    MISSING_END_BOUNDARY(false),
    /** An encoding that nobody defined (RFC 2045 6.4). */
    UNKNOWN_TRANSFER_ENCODING(true),
    /** A multipart in quoted-printable or base64, which is forbidden (RFC 2045 6.4). */
    ENCODED_COMPOSITE(true),
    /** Base64 with foreign characters, or cut off; decoders go on differently. */
    UNDECODABLE_BASE64(true),
    /** A line in the header that is no field, before MIME fields: is it the end of the header? */
    BROKEN_HEADER(true),
    /** A MIME field with space before its colon (RFC 5322 4.5): some readers do not take it. */
    SPACE_BEFORE_COLON(true),
    /**
     * A MIME field that only lenient readers take for one: {@code Content_Type}, foreign octets
     * around the name, or a line that is folded onto another field (RFC 5322 2.2).
     */
    DISGUISED_FIELD(true),
    /** A NUL or a lone CR in a field, which some readers take for a line end. */
    CONTROL_IN_FIELD(true),
    /** The header ended with the message. */
    HEADER_CUT_SHORT(false),
    /** Text before the first or after the last part; it was read as text. */
    TEXT_OUTSIDE_PARTS(false),
    /** Text outside of the parts that itself looks like MIME parts. */
    PARTS_OUTSIDE_PARTS(true),
    /**
     * A piece of a message (RFC 2046 5.2.2) or a pointer to one (5.2.3): the rest is elsewhere.
     * Also a message in a type that is not followed (RFC 6532 3.7).
     */
    PARTIAL_MESSAGE(true),
    /** More levels than the limit. */
    TOO_DEEP(true),
    /** More parts than the limit. */
    TOO_MANY_PARTS(true),
    /** Reading it takes longer than the limit, as no honest message does. */
    TOO_SLOW(true),
    /** The parser gave up: a field longer than the limit, or a structure that it cannot follow. */
    UNREADABLE(true);

    private final boolean blinding;

    Kind(boolean blinding) {
      this.blinding = blinding;
    }

    /** True where a reader may see content that we did not. */
    public boolean blinding() {
      return blinding;
    }

    /** The name in findings and the audit trail. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
