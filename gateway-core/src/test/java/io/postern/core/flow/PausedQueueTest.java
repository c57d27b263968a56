package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings;
import io.postern.core.model.Decision;
import io.postern.core.model.MessageId;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.core.testing.FakeCourier;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What waits in memory for a worker when nothing may leave any more. */
class PausedQueueTest extends HeldMailSpine {
  /** As many as the spine delivers to one next hop at once. */
  private static final int AT_ONCE = 4;

  private final CountDownLatch slow = new CountDownLatch(1);

  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }

  @Test
  void pause_whileDeliveriesWaitInMemory_operatorsReachThemAndTheyLeaveAfterwards()
      throws IOException {
    spine
        .courier()
        .answer((c, r) -> {
          awaitSlow();
          return FakeCourier.delivered("tls");
        });
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < AT_ONCE + 3; i++) {
      ids.add(offer(PausedQueueTest::deliver, "b@example.org"));
    }
    await().until(() -> spine.courier().carried().size() == AT_ONCE);
    assertThat(inState("leased")).hasSize(AT_ONCE + 3);

    open = false;
    await().until(() -> inState("queued").size() == 3);
    MessageId dropped = inState("queued").getFirst().message();
    assertThat(spine.admin().drop(dropped, "pat", "no")).hasSize(1);
    slow.countDown();
    await().until(() -> inState("leased").isEmpty());
    assertThat(spine.courier().carried()).hasSize(AT_ONCE);

    open = true;
    await().until(() -> spine.admin().list(Optional.empty(), 10).isEmpty());
    assertThat(spine.courier().carried()).hasSize(AT_ONCE + 2);
    assertThat(story(dropped)).contains("dropped").doesNotContain("delivered");
    assertThat(ids).filteredOn(id -> story(id).contains("delivered")).hasSize(AT_ONCE + 2);
  }

  private List<Row> inState(String state) {
    return spine.admin().list(Optional.of(state), 10);
  }

  private static Decision deliver(Recipient recipient) {
    return new Decision.Deliver(recipient, List.of(TLS), Reasons.of("p.yaml: tls"));
  }

  private void awaitSlow() {
    try {
      slow.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
