package io.postern.policy.extract;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Opens files that hold their text in a form of their own: documents, archives, pictures. Safe for
 * many threads.
 */
public interface Attachments {
  /** Opens nothing: each such file stays unread. */
  Attachments UNOPENED =
      new Attachments() {
        @Override
        public boolean opens(FileKind kind) {
          return false;
        }

        @Override
        public Reading begin() {
          return (name, file) -> List.of(new Piece.Unread("", FileKind.UNKNOWN, Trouble.NO_WORKER));
        }
      };

  /** Whether files of this kind are opened at all. */
  boolean opens(FileKind kind);

  /** A reading for the files of one message, which share its time. */
  Reading begin();

  /** Reads the files of one message one after the other. For one thread. */
  @FunctionalInterface
  interface Reading {
    /**
     * What is in the file, what could not be read of it included. Never takes longer than the time
     * that is left to the message, whatever the file holds.
     *
     * @param name as the message calls it, or empty
     * @param file read to its end, or not where it is too large
     * @throws IOException where {@code file} itself cannot be read
     */
    List<Piece> read(String name, InputStream file) throws IOException;
  }
}
