package io.postern.inbound;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the few octets that matter in a message, eight at a time. */
final class Octets {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  private Octets() {}

  /** The first NUL, LF or CR at or after {@code from}; {@code to} where there is none. */
  static int nextSpecial(byte[] bytes, int from, int to) {
    int i = from;
    while (i + 8 <= to) {
      long word = (long) LONGS.get(bytes, i);
      // Nonzero where some octet is below 14: the zero-in-word trick with 14 subtracted.
      if (((word - ONES * 14) & ~word & TOPS) == 0) {
        i += 8;
      } else {
        int found = scan(bytes, i, i + 8);
        if (found < i + 8) {
          return found;
        }
        i += 8;
      }
    }
    return scan(bytes, i, to);
  }

  /** Whether none of them has its highest bit set. */
  static boolean isAscii(byte[] bytes, int from, int to) {
    int i = from;
    long all = 0;
    for (; i + 8 <= to; i += 8) {
      all |= (long) LONGS.get(bytes, i);
    }
    for (; i < to; i++) {
      all |= bytes[i];
    }
    return (all & TOPS) == 0;
  }

  private static int scan(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '\r' || b == '\n' || b == 0) {
        return i;
      }
    }
    return to;
  }
}
