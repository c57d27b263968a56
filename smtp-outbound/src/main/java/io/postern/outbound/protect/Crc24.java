package io.postern.outbound.protect;

/** The checksum of the armor (RFC 4880 6.1). For one thread. */
final class Crc24 {
  private static final int START = 0xB704CE;
  private static final int POLYNOMIAL = 0x1864CFB;
  private static final int TOP = 0x1000000;
  private static final int[] TABLE = table();

  private int value = START;

  void update(byte[] bytes, int offset, int length) {
    int crc = value;
    for (int i = offset; i < offset + length; i++) {
      crc = ((crc << 8) ^ TABLE[((crc >> 16) ^ bytes[i]) & 0xFF]) & (TOP - 1);
    }
    value = crc;
  }

  /** Three of them. */
  byte[] octets() {
    return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 16;
      for (int bit = 0; bit < 8; bit++) {
        crc <<= 1;
        if ((crc & TOP) != 0) {
          crc ^= POLYNOMIAL;
        }
      }
      table[i] = crc & (TOP - 1);
    }
    return table;
  }
}
