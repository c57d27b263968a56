package io.postern.core.audit;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where a chain ends.
 *
 * @param seq the last link's number; 0 for a chain without links
 * @param hash the last link's hash; 32 zero bytes for a chain without links
 */
public record ChainHead(String stream, long seq, byte[] hash) {
  /** The length of a hash in bytes. */
  static final int HASH_LENGTH = 32;

  /** The start of a chain. */
  public static ChainHead start(String stream) {
    return new ChainHead(stream, 0, new byte[HASH_LENGTH]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChainHead o
        && seq == o.seq
        && stream.equals(o.stream)
        && Arrays.equals(hash, o.hash);
  }

  @Override
  public int hashCode() {
    return Objects.hash(stream, seq, Arrays.hashCode(hash));
  }
}
