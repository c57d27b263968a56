package io.postern.core.mime;

import java.io.IOException;
import java.io.InputStream;

/** Sees a message entity by entity, in the order of the bytes. For one thread. */
public interface PartVisitor {
  /**
   * A header field, of the message or of any entity in it.
   *
   * @param path of the entity, empty for the message itself
   */
  default void field(String path, MimeField field) {}

  /** A multipart begins; its parts follow. */
  default void multipart(MimePart part) {}

  /** A message inside the message begins; its fields and parts follow. */
  default void message(MimePart part) {}

  /**
   * An entity without parts.
   *
   * @param decoded its bytes with the transfer encoding removed; need not be read or closed
   */
  void body(MimePart part, InputStream decoded) throws IOException;

  /** Something that readers see differently. */
  default void ambiguity(Ambiguity ambiguity) {}
}
