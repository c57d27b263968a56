package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.Provider365.ID;
import static io.postern.inbound.redteam.Provider365.INTERNAL;
import static io.postern.inbound.redteam.Provider365.ORG;
import static io.postern.inbound.redteam.Provider365.PROOF;
import static io.postern.inbound.redteam.Provider365.REST;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lone LF, which BDAT lets through, hides a field from readers who want CRLF. */
@Timeout(30)
final class TenantIdBehindLoneLineFeedIsRefusedTest {
  @Test
  void idBehindLoneLf_inBdat_isRefused() throws Exception {
    String message = "X-Note: a\n" + ID + ORG + INTERNAL + PROOF + REST;
    try (Lab lab = Provider365.lab();
        Client client = lab.greeted().startTls()) {
      client.ask("MAIL FROM:<anna@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.send("BDAT " + message.length() + " LAST\r\n" + message);
      assertThat(client.reply()).startsWith("550 5.7.1").contains("[P-M365-FORGED]");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void foreignIdBehindLoneLf_besideTheRightOne_isRefused() throws Exception {
    String foreign = ID.replace(Provider365.TENANT, Provider365.OTHER);
    String message = ID + "X-Note: a\n" + foreign + ORG + INTERNAL + PROOF + REST;
    try (Lab lab = Provider365.lab();
        Client client = lab.greeted().startTls()) {
      client.ask("MAIL FROM:<anna@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.send("BDAT " + message.length() + " LAST\r\n" + message);
      assertThat(client.reply()).startsWith("550 5.7.1").contains("[P-M365-FORGED]");
    }
  }
}
