package io.postern.core.keys;

import java.util.List;

/**
 * A key that was imported and is not pinned for one of its addresses, because others are: which of
 * them is right, a person says by name.
 *
 * @param fingerprint of the key that was imported
 * @param pinned fingerprints of those that keep the address, sorted
 */
public record PinConflict(String fingerprint, String address, List<String> pinned) {
  public PinConflict {
    pinned = List.copyOf(pinned);
  }
}
