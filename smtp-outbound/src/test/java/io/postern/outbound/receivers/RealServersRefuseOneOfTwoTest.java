package io.postern.outbound.receivers;

import static io.postern.outbound.testing.RealServer.DOMAIN;
import static io.postern.outbound.testing.RealServer.KNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.RealServers;
import io.postern.outbound.testing.Rig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a real server knows one of two recipients, that one has the message, the other a 5xx. */
class RealServersRefuseOneOfTwoTest {
  @ParameterizedTest
  @EnumSource
  void deliver_unknownBesideKnown_oneOutcomeEach(RealServers which) {
    List<Outcome> outcomes =
        ReceiversCase.deliver(
            which.server(), Rig.TLS, "nobody-knows@" + DOMAIN, KNOWN + "@" + DOMAIN);

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Failed.class);
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
  }
}
