package io.postern.outbound.receivers;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.RealServer;
import io.postern.outbound.testing.RealServers;
import io.postern.outbound.testing.Rig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server that does not prove the recipient's domain does not even hear MAIL. */
class RealServersOfAnotherNameGetNothingTest {
  @ParameterizedTest
  @EnumSource
  void deliver_certificateForAnotherName_nothingSent(RealServers which) throws Exception {
    RealServer server = which.server();
    List<String> stored = server.mails();

    Outcome outcome =
        ReceiversCase.deliver(server, Rig.TLS, "jane@" + ReceiversCase.OTHER).getFirst();

    assertThat(outcome).isInstanceOf(Outcome.Unprotectable.class);
    assertThat(outcome.toString()).contains("certificate is for");
    assertThat(server.log()).doesNotContain(ReceiversCase.OTHER);
    assertThat(server.mails()).hasSameSizeAs(stored);
  }
}
