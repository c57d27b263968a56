package io.postern.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Decision;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.TlsFloor;
import io.postern.core.store.NewDelivery;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Reasons REASONS = Reasons.of("test");
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);

  @Test
  void of_sameNextHopAndProtections_oneDelivery() {
    Plan plan =
        Plan.of(
            List.of(
                deliver("a@example.org", TLS),
                deliver("b@EXAMPLE.org", TLS),
                deliver("c@example.net", TLS),
                deliver("d@example.org", new Protection.OpportunisticTls())));

    assertThat(plan.deliveries())
        .extracting(NewDelivery::positions)
        .containsExactly(List.of(0, 1), List.of(2), List.of(3));
  }

  @Test
  void of_holdAndRefuse_standApartFromDeliveries() {
    Reply no = Reply.of(550, "5.7.1", "not allowed");
    Plan plan =
        Plan.of(
            List.of(
                deliver("a@example.org", TLS),
                new Decision.Hold(Recipient.of("b@example.org"), "compliance", REASONS),
                new Decision.Refuse(Recipient.of("c@example.org"), no, REASONS)));

    assertThat(plan.deliveries()).hasSize(3);
    assertThat(plan.deliveries().get(1).holdQueue()).contains("compliance");
    assertThat(plan.deliveries().get(2).refusal()).contains(no);
  }

  private static Decision deliver(String to, Protection protection) {
    return new Decision.Deliver(Recipient.of(to), List.of(protection), REASONS);
  }
}
