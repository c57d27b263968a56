package io.postern.policy.extract;

import java.util.Set;

/** Walks through OpenPGP packets by their lengths, to the last byte (RFC 9580 4.2). */
final class OpenPgpPackets {
  private static final Set<Integer> SESSION_KEYS = Set.of(1, 3);
  private static final Set<Integer> ENCRYPTED = Set.of(9, 18, 20);

  /** Marker and padding packets, which hold nothing (RFC 9580 5.8, 5.14). */
  private static final Set<Integer> EMPTY = Set.of(10, 21);

  private static final int SIGNATURE = 2;

  /** Keys with user ids, attributes and signatures (RFC 9580 10.1). */
  private static final Set<Integer> OF_KEYS = Set.of(2, 6, 12, 13, 14, 17);

  private final byte[] bytes;
  private int at;

  private OpenPgpPackets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Session keys, then one packet of encrypted data that looks encrypted, then nothing. */
  static boolean encrypted(byte[] bytes) {
    OpenPgpPackets packets = new OpenPgpPackets(bytes);
    int tag = packets.next();
    while (SESSION_KEYS.contains(tag) || EMPTY.contains(tag)) {
      tag = packets.next();
    }
    return ENCRYPTED.contains(tag)
        && packets.at == bytes.length
        && Randomness.plausible(bytes, bytes.length);
  }

  /** Signatures and nothing else. */
  static boolean signatures(byte[] bytes) {
    return only(bytes, Set.of(SIGNATURE));
  }

  /** Public keys and what belongs to them. */
  static boolean publicKeys(byte[] bytes) {
    return only(bytes, OF_KEYS);
  }

  private static boolean only(byte[] bytes, Set<Integer> tags) {
    OpenPgpPackets packets = new OpenPgpPackets(bytes);
    boolean good = bytes.length > 0;
    while (good && packets.at < bytes.length) {
      good = tags.contains(packets.next());
    }
    return good;
  }

  /** Steps over one packet; its tag, or -1 where there is no whole packet. */
  private int next() {
    int first = octet();
    if (first < 0x80) {
      return -1;
    }
    boolean modern = (first & 0x40) != 0;
    long length = modern ? newLength() : oldLength(first & 3);
    if (length < 0 || length > bytes.length - at) {
      return -1;
    }
    at += (int) length;
    return modern ? first & 0x3f : (first >> 2) & 0x0f;
  }

  /** RFC 9580 4.2.1, partial lengths joined. */
  private long newLength() {
    int first = octet();
    while (first >= 224 && first < 255) {
      at += 1 << (first & 0x1f);
      if (at < 0 || at > bytes.length) {
        return -1;
      }
      first = octet();
    }
    if (first >= 192 && first < 224) {
      return ((first - 192L) << 8) + octet() + 192;
    }
    return first == 255 ? number(4) : first;
  }

  /** RFC 9580 4.2.2; type 3 goes on to the end. */
  private long oldLength(int type) {
    return type == 3 ? bytes.length - at : number(1 << type);
  }

  private long number(int octets) {
    long value = 0;
    for (int i = 0; i < octets; i++) {
      value = value << 8 | Math.max(octet(), 0);
    }
    return value;
  }

  private int octet() {
    return at >= 0 && at < bytes.length ? bytes[at++] & 0xff : -1;
  }
}
