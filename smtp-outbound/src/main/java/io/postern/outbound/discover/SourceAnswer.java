package io.postern.outbound.discover;

import io.postern.core.keys.Voucher;
import java.util.List;

/** What a source said of one address. */
public sealed interface SourceAnswer {
  /** Where it was asked: a host, a URL or a name of the DNS. */
  String place();

  /**
   * Something that claims to be keys; nothing of it was looked at.
   *
   * @param keys each as it came
   * @param voucher who says that they are the recipient's
   */
  record Found(String place, List<byte[]> keys, Voucher voucher) implements SourceAnswer {
    public Found {
      keys = List.copyOf(keys);
    }
  }

  /** The source is in order and has no key for the address. */
  record None(String place, String why) implements SourceAnswer {}

  /** Nobody knows: no answer, not in time, not one that can be believed. */
  record Failed(String place, String why) implements SourceAnswer {}
}
