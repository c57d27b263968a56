package io.postern.outbound.protect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum of the armor (RFC 4880 6.1), eight octets at a time: one at a time it cost a fifth
 * of all that encrypting does. For one thread.
 */
final class Crc24 {
  /** Both stand at the upper end of 32 bits, so that nothing need be cut off. */
  private static final int START = 0xB704CE00;

  private static final int POLYNOMIAL = 0x864CFB00;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** What an octet does to the sum, with so many octets behind it. */
  private static final int[][] TABLES = tables();

  private int value = START;

  void update(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int eights = offset + (length & ~7);
    int crc = value;
    for (int i = offset; i < eights; i += 8) {
      crc =
          four(crc ^ (int) INT.get(bytes, i), TABLES[7], TABLES[6], TABLES[5], TABLES[4])
              ^ four((int) INT.get(bytes, i + 4), TABLES[3], TABLES[2], TABLES[1], TABLES[0]);
    }
    for (int i = eights; i < end; i++) {
      crc = (crc << 8) ^ TABLES[0][(crc >>> 24) ^ (bytes[i] & 0xFF)];
    }
    value = crc;
  }

  private static int four(int octets, int[] first, int[] second, int[] third, int[] fourth) {
    return first[octets >>> 24]
        ^ second[(octets >>> 16) & 0xFF]
        ^ third[(octets >>> 8) & 0xFF]
        ^ fourth[octets & 0xFF];
  }

  /** Three of them. */
  byte[] octets() {
    return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8)};
  }

  private static int[][] tables() {
    int[][] tables = new int[8][256];
    for (int i = 0; i < 256; i++) {
      int crc = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
      }
      tables[0][i] = crc;
    }
    for (int behind = 1; behind < tables.length; behind++) {
      for (int i = 0; i < 256; i++) {
        int crc = tables[behind - 1][i];
        tables[behind][i] = (crc << 8) ^ tables[0][crc >>> 24];
      }
    }
    return tables;
  }
}
