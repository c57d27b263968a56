package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;

/** A message made to exhaust its readers is refused while it comes in. */
final class MimeBombIsRefusedTest {
  @Test
  void multiparts_nestedTooDeeply_are554() throws Exception {
    assertRefused(Lab.Build.limit("mimeDepth", 10), nested(11), "554 5.6.0 MIME parts nested");
    assertTaken(Lab.Build.limit("mimeDepth", 10), nested(10));
  }

  @Test
  void messages_nestedTooDeeply_are554() throws Exception {
    String one = "Content-Type: message/rfc822\r\n\r\n";
    assertRefused(Lab.Build.limit("mimeDepth", 10), one.repeat(11), "554 5.6.0 MIME parts nested");
    assertTaken(Lab.Build.limit("mimeDepth", 10), one.repeat(10));
  }

  @Test
  void parts_tooMany_are554() throws Exception {
    String start = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    assertRefused(
        Lab.Build.limit("mimeParts", 10), start + "--b\r\n\r\n".repeat(11), "554 5.6.0 Too many");
    assertTaken(Lab.Build.limit("mimeParts", 10), start + "--b\r\n\r\n".repeat(10) + "--b--\r\n");
  }

  @Test
  void fields_tooMany_are554() throws Exception {
    assertRefused(
        Lab.Build.limit("headerFields", 10), "a: b\r\n".repeat(11) + "\r\n", "554 5.6.0 Too many");
    assertTaken(Lab.Build.limit("headerFields", 10), "a: b\r\n".repeat(10) + "\r\n");
  }

  private static String nested(int levels) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= levels; i++) {
      text.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\r\n\r\n");
      text.append("--b").append(i).append("\r\n");
    }
    return text.toString();
  }

  private static void assertRefused(Settings.Limits limits, String content, String reply)
      throws Exception {
    try (Lab lab = new Lab.Build().limits(limits).start();
        Client client = lab.greeted()) {
      client.data().send(content + ".\r\n").expect(reply);
      client.envelope().send("BDAT " + content.length() + " LAST\r\n" + content).expect(reply);
      String bare = content.replace("\r\n", "\n");
      client.envelope().send("BDAT " + bare.length() + " LAST\r\n" + bare).expect(reply);
      assertThat(lab.intake.taken()).isEmpty();
      client.data().send("a: b\r\n\r\n.\r\n").expect("250");
    }
  }

  private static void assertTaken(Settings.Limits limits, String content) throws Exception {
    try (Lab lab = new Lab.Build().limits(limits).start();
        Client client = lab.greeted()) {
      client.data().send(content + ".\r\n").expect("250 2.0.0 Ok");
    }
  }
}
