package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.Provider365.ID;
import static io.postern.inbound.redteam.Provider365.ORG;
import static io.postern.inbound.redteam.Provider365.PROOF;
import static io.postern.inbound.redteam.Provider365.REST;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.UpstreamSettings;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mail that the tenant's own servers relay is taken only where that is allowed. */
@Timeout(30)
final class OwnTenantsHybridRelayIsRefusedTest {
  private static final String HYBRID =
      "X-MS-Exchange-CrossTenant-AuthAs: Anonymous\r\n"
          + "X-MS-Exchange-CrossTenant-FromEntityHeader: HybridOnPrem\r\n";

  @Test
  void hybrid_notAllowed_isRefused() throws Exception {
    assertThat(Provider365.refused(ID + ORG + HYBRID + PROOF + REST)).contains("[P-M365-AUTHAS]");
  }

  @Test
  void hybrid_allowed_isTakenWithItsEntityOnly() throws Exception {
    try (Lab lab =
        Provider365.lab(
            Provider365.settings("127.0.0.0/8", true, UpstreamSettings.DkimDemand.OFF))) {
      String anonymous = HYBRID.replace("HybridOnPrem", "Internet");
      assertThat(Provider365.send(lab, "anna@example.org", ID + ORG + anonymous + PROOF + REST))
          .contains("[P-M365-AUTHAS]");
      assertThat(Provider365.send(lab, "anna@example.org", ID + ORG + HYBRID + PROOF + REST))
          .startsWith("250");
    }
  }
}
