package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OctetsTest {
  @Test
  void isAscii_oneOctetBeyondAtAnyPlace_isSeenWithinTheRangeAlone() {
    for (int length = 0; length < 40; length++) {
      byte[] octets = new byte[length];
      Arrays.fill(octets, (byte) 0x7f);
      assertThat(Octets.isAscii(octets, 0, length)).isTrue();
      for (int at = 0; at < length; at++) {
        octets[at] = (byte) 0x80;
        assertThat(Octets.isAscii(octets, 0, length)).as("%d of %d", at, length).isFalse();
        assertThat(Octets.isAscii(octets, 0, at)).isTrue();
        assertThat(Octets.isAscii(octets, at + 1, length)).isTrue();
        octets[at] = 0x7f;
      }
    }
  }
}
