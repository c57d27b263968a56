package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.outbound.testing.Rig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 8461 5: a policy in mode testing is for reports; it must not hold mail (smtp-sts 133). */
class TestingPolicyDoesNotBindTest {
  @Test
  void deliver_testing_asIfThereWereNone() throws IOException {
    StsCase world = new StsCase().announced("1").serving("testing", "mx.example.org");
    assertThat(world.deliver(Rig.ANY, p -> p.open().takeAll(), ""))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(world.deliver(Rig.TLS, trusted(), "MAIL").toString()).contains("Unprotectable");
    Protection floor = new Protection.VerifiedTls(TlsFloor.MTA_STS);
    assertThat(world.deliver(floor, trusted(), "EHLO").toString())
        .contains("Unprotectable", "only being tested");
  }

  @Test
  void deliver_modeNone_asIfThereWereNone() throws IOException {
    StsCase world = new StsCase().announced("1").serving("none");
    assertThat(world.deliver(Rig.ANY, p -> p.open().takeAll(), ""))
        .isInstanceOf(Outcome.Delivered.class);
  }
}
