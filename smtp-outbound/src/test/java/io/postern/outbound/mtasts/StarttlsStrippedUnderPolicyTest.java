package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Rig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A middlebox that takes STARTTLS away makes mail wait, not bounce and not leave in clear (mox
 * 365).
 */
class StarttlsStrippedUnderPolicyTest {
  @Test
  void deliver_stripped_waits() throws IOException {
    StsCase world = new StsCase().announced("1").serving("enforce", HOST);
    assertThat(world.deliver(Rig.ANY, p -> p.open("XXXXXXXA").takeAll(), "MAIL").toString())
        .contains("Deferred", "451 4.7.5", "STARTTLS is not offered");
  }
}
