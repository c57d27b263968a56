package io.postern.policy.extract;

import org.jspecify.annotations.Nullable;

/**
 * Normalised text of one part.
 *
 * @param part its path, with the file name's kind where it helps, or {@code header:subject}
 * @param form where the text comes from
 * @param chars holds the text from index 0
 * @param length of the text in {@code chars}
 * @param origin the offset in the part's own text for each character, or null where both agree
 */
public record PartText(String part, Form form, char[] chars, int length, int @Nullable [] origin) {
  /** Where a text comes from. */
  public enum Form {
    /** Plain text of a part. */
    PLAIN,
    /** Text of an HTML part. */
    HTML,
    /** Markup or data read as it is: XML, JSON, CSV, HL7, calendar. */
    DATA,
    /** Subject. */
    SUBJECT,
    /** Names beside addresses. */
    CORRESPONDENT,
    /** A file name. */
    FILE_NAME,
    /** A field that only mailing lists and bulk senders set. */
    LIST,
    /** Name and value of a header field that no standard and no mail program knows. */
    FIELD
  }

  /** The offset in the part's own text. */
  public int originOf(int index) {
    return origin == null || index >= length ? index : origin[index];
  }

  /** The text as a string, for tests and short texts. */
  public String string() {
    return new String(chars, 0, length);
  }
}
