package io.postern.outbound.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairRoomTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FairRoom room = new FairRoom(3, 2);

  @Test
  void enter_oneHasItsShare_othersStillFindRoom() throws Exception {
    assertThat(room.enter("slow", LONG)).isTrue();
    assertThat(room.enter("slow", LONG)).isTrue();
    assertThat(room.enter("slow", Duration.ZERO)).isFalse();
    assertThat(room.enter("other", Duration.ZERO)).isTrue();
  }

  @Test
  void enter_full_nobodyFindsRoom() throws Exception {
    room.enter("a", LONG);
    room.enter("a", LONG);
    room.enter("b", LONG);
    assertThat(room.enter("c", Duration.ofMillis(5))).isFalse();
    room.leave("b");
    assertThat(room.enter("c", Duration.ZERO)).isTrue();
  }

  @Test
  void enter_leftMeanwhile_waitsNoLonger() throws Exception {
    room.enter("slow", LONG);
    room.enter("slow", LONG);
    CompletableFuture<Boolean> third = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                third.complete(room.enter("slow", LONG));
              } catch (InterruptedException e) {
                third.completeExceptionally(e);
              }
            });
    room.leave("slow");
    assertThat(third.get(20, TimeUnit.SECONDS)).isTrue();
    waiting.join();
  }
}
