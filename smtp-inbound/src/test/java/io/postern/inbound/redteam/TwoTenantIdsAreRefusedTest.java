package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.Provider365.ID;
import static io.postern.inbound.redteam.Provider365.INTERNAL;
import static io.postern.inbound.redteam.Provider365.ORG;
import static io.postern.inbound.redteam.Provider365.PROOF;
import static io.postern.inbound.redteam.Provider365.REST;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender puts the right id beside the one that the provider stamps. */
@Timeout(30)
final class TwoTenantIdsAreRefusedTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "before", "after"})
  void doubledId_rightOrForeign_isRefused(String place) throws Exception {
    String foreign = ID.replace(Provider365.TENANT, Provider365.OTHER);
    String ids =
        switch (place) {
          case "before" -> foreign + ID;
          case "after" -> ID + foreign;
          default -> ID + ID;
        };
    assertThat(Provider365.refused(ids + ORG + INTERNAL + PROOF + REST))
        .startsWith("550 5.7.1")
        .contains("[P-M365-FORGED]");
  }
}
