package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.GoogleMail.MESSAGE;
import static io.postern.inbound.redteam.GoogleMail.PROOF;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Lab;
import io.postern.inbound.upstream.Dkim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every customer of Google can route mail here, signed with Google's key for it. */
@Timeout(30)
final class GoogleMailWithoutSecretIsRefusedTest {
  @Test
  void validSignature_noSecret_isRefused() throws Exception {
    Dkim dkim = new Dkim().publish("example.org");
    try (Lab lab = GoogleMail.lab(dkim)) {
      String reply = Provider365.send(lab, "anna@example.org", dkim.sign("example.org", MESSAGE));
      assertThat(reply).startsWith("550 5.7.1").contains("[P-SECRET-MISSING]");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void validSignatureOfDomainOrAlias_andSecret_isTakenWithoutTheSecret() throws Exception {
    String alias = "example-org.20230601.gappssmtp.com";
    Dkim dkim = new Dkim().publish("example.org").publish(alias);
    try (Lab lab = GoogleMail.lab(dkim)) {
      String signed = dkim.sign("example.org", MESSAGE);
      assertThat(Provider365.send(lab, "anna@example.org", PROOF + signed)).startsWith("250");
      assertThat(lab.onlyBelowTrace()).isEqualTo(signed);
      String aliased = PROOF + dkim.sign(alias, MESSAGE);
      assertThat(Provider365.send(lab, "anna@example.org", aliased)).startsWith("250");
    }
  }
}
