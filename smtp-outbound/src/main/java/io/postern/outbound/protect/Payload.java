package io.postern.outbound.protect;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A message split into what stays outside the encryption and the cryptographic payload: its
 * protected header and the author's MIME entity, byte for byte. Reads the content as it is written,
 * never whole.
 */
final class Payload implements AutoCloseable {
  private static final int HEADER_LIMIT = 2 << 20;

  private final HeaderProtection header;
  private final ContentFields fields;
  private final InputStream body;
  private final Content content;

  private Payload(HeaderProtection header, InputStream body, Content content) {
    this.header = header;
    this.fields = ContentFields.of(header.contentFields());
    this.body = body;
    this.content = content;
  }

  /**
   * @param subject what stands outside for the subject
   * @throws NotProtectableException where the header is malformed
   * @throws IOException where the content cannot be read
   */
  static Payload of(Content content, String subject) throws IOException, NotProtectableException {
    InputStream in = Streams.buffered(content);
    try {
      return new Payload(
          new HeaderProtection(HeaderBlock.read(in, HEADER_LIMIT), subject), in, content);
    } catch (IOException | NotProtectableException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The fields that stay outside, without those that describe the encrypted body. */
  byte[] outerHeader() {
    return header.outer();
  }

  /** The author's address; empty where it is not certain. */
  Optional<Mailbox> author() {
    return header.from().flatMap(Author::of);
  }

  /** How many octets will be written at most, and by how little fewer. */
  long most() {
    long around = 0L + fields.prologue().length + fields.epilogue().length;
    return around + header.inner(fields).length + content.size() - header.fieldOctets();
  }

  /** Writes the payload; once. */
  void writeTo(OutputStream out) throws IOException {
    out.write(header.inner(fields));
    out.write(fields.prologue());
    body.transferTo(out);
    out.write(fields.epilogue());
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
