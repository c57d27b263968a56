package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import java.util.BitSet;
import java.util.Optional;

/**
 * Finds out which bodies of a message have to be encoded for somebody who takes only such lines.
 * For one message and one thread.
 */
final class Survey implements EntityWalk.Visitor {
  /** RFC 5322 2.1.1, without CRLF. */
  private static final int LONGEST_LINE = 998;

  private final Lines lines;
  private final boolean binary;
  private final BitSet encoded = new BitSet();
  private Entity entity = new Entity("text/plain", "7bit", Optional.empty(), false);
  private int number = -1;
  private boolean mime;
  private boolean changes;
  private boolean eightBit;
  private boolean unsafe;
  private byte last;
  private int lineLength;

  /**
   * @param binary whether the client said that lines mean nothing (BODY=BINARYMIME); else a lone LF
   *     is the end of a line and is repaired as such
   */
  Survey(Lines lines, boolean binary) {
    this.lines = lines;
    this.binary = binary;
  }

  /** The bodies to encode in base64, by their number in order. */
  BitSet encoded() {
    return encoded;
  }

  /** Whether anything has to be written otherwise than it came. */
  boolean changes() {
    return changes;
  }

  @Override
  public void header(Entity entity, HeaderBlock header, byte[] end) throws NotConvertibleException {
    this.entity = entity;
    number++;
    mime |= header.first("MIME-Version").isPresent();
    for (HeaderBlock.Field field : header.fields()) {
      requireWritable(field.raw());
    }
    boolean composite = entity.multipart() || entity.message();
    if (composite && Relabelling.needed(entity, lines)) {
      change();
    }
    forget();
  }

  @Override
  public void body(byte[] octets, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      look(octets[i]);
    }
  }

  private void look(byte b) {
    eightBit |= b < 0;
    unsafe |= b == 0 || (b == '\n') != (last == '\r'); // NUL, or half a line end
    lineLength = b == '\n' ? 0 : lineLength + 1;
    unsafe |= lineLength > LONGEST_LINE + 1; // the CR of the line end counts here
    last = b;
  }

  @Override
  public void bodyEnd() throws NotConvertibleException {
    boolean tooHigh = eightBit && lines == Lines.SEVEN_BIT;
    boolean loose = binary && (unsafe || last == '\r');
    if (tooHigh && !entity.plain()) {
      throw new NotConvertibleException("an encoded body with octets outside its encoding");
    }
    if (entity.plain() && (tooHigh || loose)) {
      encoded.set(number);
      change();
    } else if (Relabelling.needed(entity, lines)) {
      change();
    }
    forget();
  }

  @Override
  public void between(byte[] octets, int offset, int length) throws NotConvertibleException {
    for (int i = offset; i < offset + length; i++) {
      if (octets[i] < 0 && lines == Lines.SEVEN_BIT) {
        throw new NotConvertibleException("8-bit octets between parts");
      }
    }
  }

  private void change() throws NotConvertibleException {
    if (!mime) {
      // RFC 2045 4: without it a reader need not decode anything.
      throw new NotConvertibleException("a message without MIME-Version");
    }
    if (entity.sealed()) {
      throw new NotConvertibleException("a signed part that would have to be encoded otherwise");
    }
    if (!entity.encodable() && !entity.message()) {
      throw new NotConvertibleException("a part of type message/* that may not be encoded");
    }
    changes = true;
  }

  private void requireWritable(byte[] field) throws NotConvertibleException {
    for (byte b : field) {
      if (b < 0 && lines == Lines.SEVEN_BIT) {
        throw new NotConvertibleException("8-bit octets in a header");
      }
    }
  }

  private void forget() {
    eightBit = false;
    unsafe = false;
    last = 0;
    lineLength = 0;
  }
}
