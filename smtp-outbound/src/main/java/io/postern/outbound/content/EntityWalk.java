package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the entities of a message, a piece of a line at a time, and shows every octet to a
 * visitor once. For one thread.
 */
final class EntityWalk implements AutoCloseable {
  private static final int HEADER_LIMIT = 2 << 20;
  private static final int DEPTH_LIMIT = 100;

  /** What the walk passes. */
  interface Visitor {
    /**
     * The header of an entity.
     *
     * @param end the empty line; none at the end of the message
     */
    void header(Entity entity, HeaderBlock header, byte[] end)
        throws NotConvertibleException, IOException;

    /** Octets of the body of the entity that came last. */
    void body(byte[] octets, int offset, int length) throws IOException;

    /** That body is complete. */
    void bodyEnd() throws NotConvertibleException, IOException;

    /** Octets that belong to no entity's body: delimiters and what stands around parts. */
    void between(byte[] octets, int offset, int length) throws NotConvertibleException, IOException;
  }

  private final LinePieces pieces;
  private final Visitor visitor;
  private final List<Entity> multiparts = new ArrayList<>();
  private final byte[] heldLineEnd = new byte[2];
  private int held;
  private @Nullable ByteArrayOutputStream header = new ByteArrayOutputStream(2048);
  private boolean inBody;
  private boolean sealed;
  private boolean ended;

  EntityWalk(InputStream in, Visitor visitor) {
    this.pieces = new LinePieces(in);
    this.visitor = visitor;
  }

  /** Walks to the end. */
  void run() throws NotConvertibleException, IOException {
    while (step()) {}
  }

  /** Takes one piece; false after the last one. */
  boolean step() throws NotConvertibleException, IOException {
    if (ended) {
      return false;
    }
    if (pieces.next()) {
      take();
    } else {
      ended = true;
      finish();
    }
    return true;
  }

  private void take() throws NotConvertibleException, IOException {
    int depth = pieces.starts() ? delimited() : -1;
    if (depth >= 0) {
      delimiter(depth);
    } else if (header != null) {
      takeHeader(header);
    } else if (inBody) {
      takeBody();
    } else {
      visitor.between(pieces.octets(), 0, pieces.text() + pieces.lineEnd());
    }
  }

  private void takeHeader(ByteArrayOutputStream gathered)
      throws NotConvertibleException, IOException {
    boolean empty = pieces.starts() && pieces.text() == 0 && pieces.lineEnd() > 0;
    if (empty) {
      byte[] end = new byte[pieces.lineEnd()];
      System.arraycopy(pieces.octets(), 0, end, 0, end.length);
      finishHeader(gathered, end);
      return;
    }
    gathered.write(pieces.octets(), 0, pieces.text() + pieces.lineEnd());
    if (gathered.size() > HEADER_LIMIT) {
      throw new NotConvertibleException("a header longer than " + HEADER_LIMIT + " octets");
    }
  }

  private void finishHeader(ByteArrayOutputStream gathered, byte[] end)
      throws NotConvertibleException, IOException {
    HeaderBlock block =
        HeaderBlock.read(new ByteArrayInputStream(gathered.toByteArray()), HEADER_LIMIT + 1);
    boolean digest =
        !multiparts.isEmpty() && multiparts.getLast().type().equals("multipart/digest");
    Entity entity = Entity.of(block, digest, sealed);
    visitor.header(entity, block, end);
    header = null;
    held = 0;
    if (entity.multipart()) {
      multiparts.add(entity);
      sealed = entity.sealed();
      requireDepth();
    } else if (entity.message()) {
      header = new ByteArrayOutputStream(1024);
    } else {
      inBody = true;
    }
  }

  private void requireDepth() throws NotConvertibleException {
    if (multiparts.size() > DEPTH_LIMIT) {
      throw new NotConvertibleException("parts nested too deep");
    }
  }

  /** The line end before a delimiter belongs to the delimiter (RFC 2046 5.1.1). */
  private void takeBody() throws IOException {
    visitor.body(heldLineEnd, 0, held);
    visitor.body(pieces.octets(), 0, pieces.text());
    held = pieces.lineEnd();
    System.arraycopy(pieces.octets(), pieces.text(), heldLineEnd, 0, held);
  }

  private void delimiter(int depth) throws NotConvertibleException, IOException {
    if (header != null) {
      throw new NotConvertibleException("a part without the end of its header");
    }
    if (inBody) {
      visitor.bodyEnd();
      visitor.between(heldLineEnd, 0, held);
      inBody = false;
      held = 0;
    }
    boolean last = isLast(depth);
    multiparts.subList(last ? depth : depth + 1, multiparts.size()).clear();
    sealed = !multiparts.isEmpty() && multiparts.getLast().sealed();
    visitor.between(pieces.octets(), 0, pieces.text() + pieces.lineEnd());
    header = last ? null : new ByteArrayOutputStream(1024);
  }

  /** Which open multipart this line delimits, the innermost first; -1 for none. */
  private int delimited() {
    byte[] line = pieces.octets();
    if (pieces.text() < 3 || line[0] != '-' || line[1] != '-') {
      return -1;
    }
    String text = line();
    for (int i = multiparts.size() - 1; i >= 0; i--) {
      String boundary = boundary(i);
      if (text.equals("--" + boundary) || text.equals("--" + boundary + "--")) {
        return i;
      }
    }
    return -1;
  }

  private boolean isLast(int depth) {
    return line().equals("--" + boundary(depth) + "--");
  }

  private String boundary(int depth) {
    return multiparts.get(depth).boundary().orElseThrow();
  }

  /** RFC 2046 5.1.1: white space behind a delimiter does not count. */
  private String line() {
    return new String(pieces.octets(), 0, pieces.text(), StandardCharsets.ISO_8859_1)
        .stripTrailing();
  }

  private void finish() throws NotConvertibleException, IOException {
    if (header != null) {
      finishHeader(header, new byte[0]);
    }
    if (inBody) {
      visitor.body(heldLineEnd, 0, held);
      visitor.bodyEnd();
    }
  }

  @Override
  public void close() throws IOException {
    pieces.close();
  }
}
