package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.Provider365.ID;
import static io.postern.inbound.redteam.Provider365.INTERNAL;
import static io.postern.inbound.redteam.Provider365.ORG;
import static io.postern.inbound.redteam.Provider365.PROOF;
import static io.postern.inbound.redteam.Provider365.REST;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connector of another tenant reaches us from the same addresses with the same certificate. */
@Timeout(30)
final class OtherTenantsIdIsRefusedTest {
  @Test
  void foreignTenant_allElseRight_isRefusedCountedAndSeen() throws Exception {
    String foreign = ID.replace(Provider365.TENANT, Provider365.OTHER);
    try (Lab lab = Provider365.lab()) {
      assertThat(Provider365.send(lab, "anna@example.org", foreign + ORG + INTERNAL + PROOF + REST))
          .startsWith("550 5.7.1")
          .contains("[P-M365-TENANT]");
      assertThat(lab.intake.taken()).isEmpty();
      assertThat(
              lab.meters.counted(
                  "postern_inbound_upstream_refused code=P-M365-TENANT upstream=contoso"))
          .isEqualTo(1);
      assertThat(lab.sightings).hasSize(1);
      assertThat(lab.sightings.getFirst().code()).isEqualTo("P-M365-TENANT");
      assertThat(lab.sightings.getFirst().toString())
          .contains("tenant seen: " + Provider365.OTHER)
          .doesNotContain(Provider365.SECRET);
    }
  }

  @Test
  void ownTenant_idInAnyCase_isTaken() throws Exception {
    String upper =
        ID.replace(Provider365.TENANT, Provider365.TENANT.toUpperCase(java.util.Locale.ROOT));
    try (Lab lab = Provider365.lab()) {
      String message = upper.replace("Tenant-Id", "Tenant-id") + ORG + INTERNAL + PROOF + REST;
      assertThat(Provider365.send(lab, "anna@example.org", message)).startsWith("250");
      assertThat(lab.onlyBelowTrace()).isEqualTo(REST);
      assertThat(lab.sightings.getFirst().accepted()).isTrue();
    }
  }
}
