package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.client.FinalTouch;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What fails while a message is made ready for one host forgets nothing that another took. */
class TouchThatFailsTest {
  /** Fails for the second host. */
  private static FinalTouch failing(Runnable failure) {
    AtomicInteger calls = new AtomicInteger();
    return (shipment, content, lines) -> {
      if (calls.incrementAndGet() > 1) {
        failure.run();
      }
      return content;
    };
  }

  private static List<Outcome> deliver(FinalTouch touch) throws IOException {
    try (Scene scene = Scene.unsigned()) {
      scene
          .with(p -> {
            p.open().hear("MAIL ");
            p.say("250 ok").hear("RCPT ");
            p.say("250 ok").hear("RCPT ");
            p.say("450 4.2.1 later").hear("DATA");
            p.say("354 go on").hearContent();
            p.say("250 taken").takeAll();
          })
          .with(p -> p.open().takeAll())
          .options(o -> o.touch(touch))
          .publish();
      try (Rig rig = scene.rig()) {
        return rig.deliver(Rig.ANY, "a@" + scene.domain(), "b@" + scene.domain());
      }
    }
  }

  @Test
  void deliver_defectForTheSecondHost_firstRecipientStaysDelivered() throws IOException {
    List<Runnable> failures =
        List.of(
            () -> {
              throw new IllegalStateException("defect");
            },
            () -> {
              throw new StackOverflowError();
            });
    for (Runnable failure : failures) {
      assertThat(deliver(failing(failure)))
          .satisfiesExactly(
              a -> assertThat(a).isInstanceOf(Outcome.Delivered.class),
              b -> assertThat(b.toString()).contains("Deferred", "4.3.0"));
    }
  }
}
