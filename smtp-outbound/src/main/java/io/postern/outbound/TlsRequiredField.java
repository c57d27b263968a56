package io.postern.outbound;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import io.postern.core.port.Content;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The field TLS-Required (RFC 8689 5), by which a sender does without policies of receivers. */
final class TlsRequiredField {
  private static final String NAME = "TLS-Required";

  /** More than any listener takes. */
  private static final int HEADER_LIMIT = 32 << 20;

  private TlsRequiredField() {}

  /**
   * Whether the message says No; one that says it twice, or something else besides, does not.
   *
   * @throws IOException where the content cannot be read
   */
  static boolean saysNo(Content content) throws IOException {
    try (InputStream in = new BufferedInputStream(content.open())) {
      List<Field> fields = HeaderBlock.read(in, HEADER_LIMIT).all(NAME);
      return fields.size() == 1 && fields.getFirst().value().equalsIgnoreCase("no");
    }
  }
}
