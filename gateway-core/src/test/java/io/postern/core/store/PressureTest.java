package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Reply;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PressureTest {
  private final AtomicLong now = new AtomicLong();
  private final Pressure pressure = new Pressure(10, now::get);

  @Test
  void refusal_halfTheRoomTaken_is451() {
    assertThat(pressure.refusal(5)).isEmpty();
    assertThat(pressure.refusal(6).map(Reply::code)).contains(451);
  }

  @Test
  void refusal_commitStuck_is451UntilItEnds() {
    pressure.begin();
    now.set(TimeUnit.SECONDS.toNanos(5));
    assertThat(pressure.refusal(0)).isEmpty();
    now.addAndGet(1);
    assertThat(pressure.refusal(0).map(Reply::code)).contains(451);
    pressure.end();
    assertThat(pressure.refusal(0)).isEmpty();
    pressure.begin();
    assertThat(pressure.refusal(0)).isEmpty();
  }
}
