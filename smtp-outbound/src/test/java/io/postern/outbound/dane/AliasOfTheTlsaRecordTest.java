package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7672 2.2.3: an alias of the TLSA record changes where it is read, not whom it stands for. */
class AliasOfTheTlsaRecordTest {
  @Test
  void deliver_aliasedRecord_namesOfTheHostCount() throws IOException {
    try (Scene scene = Scene.signed()) {
      scene.with(CA.good(scene.host(1)));
      scene.record(
          "_"
              + Scene.port()
              + "._tcp."
              + scene.host(1)
              + ". IN CNAME tlsa."
              + scene.domain()
              + ".");
      scene.record("tlsa." + scene.domain() + ". IN TLSA " + association(2, 0, 0, CA.root()));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 2 0 0");
    }
  }
}
