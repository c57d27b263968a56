package io.postern.core.keys;

import java.util.List;

/**
 * What a source gave for an address, read and judged.
 *
 * @param keys each of them once, however many copies there were
 * @param unreadable how many parts of the answer hold nothing that can be read
 */
public record JudgedAnswer(List<JudgedKey> keys, int unreadable) {
  public JudgedAnswer {
    keys = List.copyOf(keys);
  }
}
