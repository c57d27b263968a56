package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CanaryTest {
  @Test
  void intact_asWritten_true() {
    String message = text(Canary.write("a-1", 10_240));

    assertThat(Canary.read(message)).hasValueSatisfying(c -> assertThat(c.name()).isEqualTo("a-1"));
    assertThat(Canary.read(message).orElseThrow().intact(message)).isTrue();
    assertThat(message).hasSizeBetween(10_000, 10_400);
  }

  @Test
  void intact_oneOctetChanged_false() {
    String message = text(Canary.write("a-1", 2_000)).replace("line 3", "line 4");

    assertThat(Canary.read(message).orElseThrow().intact(message)).isFalse();
  }

  @Test
  void read_foreignMessage_empty() {
    assertThat(Canary.read("Subject: hello\r\n\r\nbody\r\n")).isEmpty();
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.US_ASCII);
  }
}
