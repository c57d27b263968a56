package io.postern.outbound.unwrap;

import io.postern.core.port.Content;
import io.postern.core.seal.DataKey;
import io.postern.core.seal.Opener;
import io.postern.core.seal.Sealer;
import io.postern.outbound.protect.Spill;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what was decrypted until it is known to be whole, and then until it is delivered: sealed
 * under a key that never leaves memory, so that no plain octet reaches a disk. For one thread until
 * it is finished.
 */
final class SealedSpill extends OutputStream {
  private static final String OWNER = "opened";

  private final DataKey key = DataKey.random();
  private final Spill spill;
  private final Sealer sealer;
  private final long largest;
  private final List<Integer> pieces = new ArrayList<>();
  private long size;

  /**
   * @param largest the most octets that are taken
   */
  SealedSpill(Spill spill, long largest) {
    this.spill = spill;
    this.largest = largest;
    this.sealer = new Sealer(key, OWNER, (_, piece) -> keep(piece));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    size += length;
    if (size > largest) {
      throw new IOException("larger than what may be opened");
    }
    sealer.write(bytes, offset, length);
  }

  /** What was written; no more can be. It can be read until {@link #discard}. */
  Content finish() throws IOException {
    keep(sealer.finish());
    return new Sealed(spill.finish());
  }

  /** Lets go of everything; may be called at any time, more than once. */
  void discard() {
    sealer.wipe();
    key.close();
    spill.discard();
  }

  private void keep(byte[] piece) throws IOException {
    spill.write(piece, 0, piece.length);
    pieces.add(piece.length);
  }

  private final class Sealed implements Content {
    private final Content ciphertext;

    Sealed(Content ciphertext) {
      this.ciphertext = ciphertext;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public InputStream open() throws IOException {
      InputStream in = new BufferedInputStream(ciphertext.open());
      // They are asked for one after the other.
      Opener opener = new Opener(key, OWNER, size, seq -> in.readNBytes(pieces.get(seq)));
      return new FilterInputStream(opener) {
        @Override
        public void close() throws IOException {
          opener.close();
          in.close();
        }
      };
    }
  }
}
