package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.GoogleMail.MESSAGE;
import static io.postern.inbound.redteam.GoogleMail.PROOF;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Lab;
import io.postern.inbound.upstream.Dkim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The secret alone is not enough: whoever learned it signs with another domain. */
@Timeout(30)
final class GoogleMailSignedByOtherTenantIsRefusedTest {
  @Test
  void secretRight_signatureOfOthers_isRefused() throws Exception {
    String alias = "evil-example.20230601.gappssmtp.com";
    Dkim dkim = new Dkim().publish("evil.example").publish(alias);
    try (Lab lab = GoogleMail.lab(dkim)) {
      for (String domain : new String[] {"evil.example", alias}) {
        String reply =
            Provider365.send(lab, "anna@example.org", PROOF + dkim.sign(domain, MESSAGE));
        assertThat(reply).startsWith("550 5.7.1").contains("[P-DKIM-NONE]");
      }
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void bodyChangedUnderOurSignature_isRefused() throws Exception {
    Dkim dkim = new Dkim().publish("example.org");
    try (Lab lab = GoogleMail.lab(dkim)) {
      String changed = dkim.sign("example.org", MESSAGE).replace("body", "bodz");
      assertThat(Provider365.send(lab, "anna@example.org", PROOF + changed))
          .contains("[P-DKIM-INVALID]");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void dnsSilent_isDeferredNeverTaken() throws Exception {
    Dkim dkim = new Dkim().publish("example.org");
    dkim.fail();
    try (Lab lab = GoogleMail.lab(dkim)) {
      String signed = PROOF + dkim.sign("example.org", MESSAGE);
      assertThat(Provider365.send(lab, "anna@example.org", signed))
          .startsWith("451 4.7.5")
          .contains("[P-DKIM-DNS]");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }
}
