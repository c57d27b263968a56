package io.postern.outbound.protect;

import java.util.Arrays;

/**
 * What went into an envelope, to be compared with what comes out of it again.
 *
 * @param size in octets
 * @param sha256 over them
 */
record Enclosed(long size, byte[] sha256) {
  boolean isSame(Enclosed other) {
    return size == other.size && Arrays.equals(sha256, other.sha256);
  }
}
