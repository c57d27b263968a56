package io.postern.policy.extract;

import io.postern.policy.extract.PartText.Form;

/**
 * Something found in a file.
 *
 * <p>{@code where} is the place inside the file: numbers of entries and embedded files, each after
 * a slash, and words of ours, as in {@code /3/1 page 2}; empty for the file itself. Names that the
 * file gives are never part of it, because places are logged and names may hold PHI.
 */
public sealed interface Piece {
  /** The place inside the file. */
  String where();

  /** Text of a document, a name or a property. */
  record Text(String where, Form form, String text) implements Piece {}

  /**
   * A file whose bytes are text, or a message.
   *
   * @param name as the outer file calls it
   */
  record Plain(String where, String name, byte[] bytes) implements Piece {}

  /**
   * A picture, sound or film that was not read.
   *
   * @param size in bytes
   */
  record Media(String where, FileKind kind, long size) implements Piece {}

  /** A DICOM file, which holds a patient's data by its form. */
  record Dicom(String where) implements Piece {}

  /** Something that may hold text and was not read, or not to its end. */
  record Unread(String where, FileKind kind, Trouble trouble) implements Piece {
    /** As in {@code pdf: encrypted}; without the kind where nobody got as far as finding it. */
    String reason() {
      boolean known = kind != FileKind.UNKNOWN || trouble == Trouble.UNKNOWN_KIND;
      return known ? kind.label() + ": " + trouble.label() : trouble.label();
    }
  }
}
