package io.postern.web.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedStreamTest {
  private final AtomicLong now = new AtomicLong();
  private final InputStream in =
      new PacedStream(new ByteArrayInputStream(new byte[1_000_000]), now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void read_trickling_failsSoonAfterTheGrace() throws IOException {
    pass(Duration.ofSeconds(60));
    assertThat(in.read()).isZero();
    pass(Duration.ofSeconds(1));
    assertThatThrownBy(in::read).isInstanceOf(PacedStream.TooSlowException.class);
  }

  @Test
  void read_steady_takesAsLongAsItsSizeExcuses() throws IOException {
    byte[] buffer = new byte[20_480];
    for (int i = 0; i < 40; i++) {
      pass(Duration.ofSeconds(10));
      assertThat(in.read(buffer)).isEqualTo(buffer.length);
    }
    pass(Duration.ofSeconds(62));
    assertThatThrownBy(in::read).isInstanceOf(PacedStream.TooSlowException.class);
  }
}
