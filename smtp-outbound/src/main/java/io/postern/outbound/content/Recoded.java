package io.postern.outbound.content;

import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.BitSet;

/**
 * A message for somebody who does not take its octets as they are: bodies that need it are in
 * base64, their headers say so, everything else is as it was. Made anew whenever it is read, never
 * held whole. A DKIM signature over it does not survive that; a signature of its author's does,
 * because what is signed is never touched.
 */
public final class Recoded implements Content {
  private final Content original;
  private final Lines lines;
  private final BitSet encoded;
  private final long size;

  private Recoded(Content original, Lines lines, BitSet encoded) throws IOException {
    this.original = original;
    this.lines = lines;
    this.encoded = encoded;
    try (InputStream in = open()) {
      this.size = in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /**
   * The message in such lines: the content itself where it is so already. Reads it once or twice.
   *
   * @param binary whether it came as BODY=BINARYMIME, where lone CR and LF are not line ends
   * @throws NotConvertibleException where that cannot be done
   * @throws IOException where the content cannot be read
   */
  public static Content of(Content content, Lines lines, boolean binary)
      throws NotConvertibleException, IOException {
    Survey survey = new Survey(lines, binary);
    try (EntityWalk walk = new EntityWalk(content.open(), survey)) {
      walk.run();
    }
    return survey.changes() ? new Recoded(content, lines, survey.encoded()) : content;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() throws IOException {
    return new WalkedStream(original.open(), out -> new Recoding(lines, encoded, out));
  }
}
