package io.postern.inbound.redteam;

import io.postern.core.testing.TestIdentity;
import io.postern.core.wire.TlsIdentity;
import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import io.postern.inbound.ScramClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Own credentials do not make anybody another. */
@Timeout(30)
final class AuthorizationIdentityTest {
  private static final TlsIdentity OWN = TestIdentity.ec("client.example.org");

  @Test
  void authzid_ofAnother_isRefusedByEveryMechanism() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"), Apps.account("other"), Apps.keyed("key", OWN));
        Client client = lab.greeted().startTls(OWN)) {
      for (String wanted : new String[] {"other", "nobody"}) {
        client.ask("AUTH PLAIN " + Apps.base64(wanted + "\0app\0" + Lab.PASSWORD), "535 5.7.8");
        ScramClient scram =
            new ScramClient("n,a=" + wanted + ",", "app", "rOprNGfwEbeRWgbNEkqO", Lab.PASSWORD);
        client.ask("AUTH SCRAM-SHA-256 " + scram.first(), "535 5.7.8");
        client.ask("AUTH EXTERNAL " + Apps.base64(wanted), "535 5.7.8");
      }
    }
  }

  @Test
  void authzid_ofOneself_isFine() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"));
        Client client = lab.greeted().startTls()) {
      client.ask("AUTH PLAIN " + Apps.base64("app\0app\0" + Lab.PASSWORD), "235");
    }
  }
}
