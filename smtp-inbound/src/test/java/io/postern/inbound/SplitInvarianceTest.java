package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Tolerance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However the octets of a session are cut up on their way, the same comes of it. */
@Timeout(120)
final class SplitInvarianceTest {
  private static final String MAIL = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\n";

  /** What a client sends without waiting, group by group (RFC 2920 3.1). */
  private static final List<String> SCRIPT =
      List.of(
          "EHLO client.example.org\r\n",
          "MAIL FROM:<a@example.org> SIZE=100\r\nRCPT TO:<b@example.net>\r\nRCPT TO:<bad\r\nDATA\r\n",
          "Subject: x\r\nContent-Type: multipart/mixed;\r\n boundary=\"-x\"\r\n\r\n---x\r\n\r\n"
              + "..dots\r\n...\r\n.x\r\n---x--\r\n.\r\nRSET\r\n"
              + MAIL
              + "DATA\r\n",
          "Subject: y\r\n\r\nbare\n.\n\r\n.\r\n" + MAIL + "DATA\r\n",
          "Subject: y\r\n\r\nbare\r.\r\r\n.\r\n" + MAIL + "DATA\r\n",
          "X: \0\r\n\r\n\r\n.\r\n"
              + MAIL
              + "BDAT 14\r\nSubject: z\r\n\r\nBDAT 6\r\na\n\n.\r\nBDAT 4 LAST\r\nQUITNO\0OP\r\n"
              + "RSET\nRSET\r\n"
              + MAIL
              + "BDAT 3\r\na\rbBDAT 6 LAST\r\nQUIT\r\n"
              + "MAIL FROM:<a@example.org> BODY=BINARYMIME\r\nRCPT TO:<b@example.net>\r\n"
              + "BDAT 14 LAST\r\na: b\r\n\r\n\r\0\n\r\r\nVRFY x\r\n",
          "BOGUS\r\n \r\nMAIL FROM:<a@example.org> FOO=1\r\n" + MAIL + "DATA\r\n",
          "l: " + "x".repeat(40) + "\r\n\r\n" + "y".repeat(999) + "\r\n.\r\n" + MAIL + "DATA\r\n",
          "From someone Sat Nov 21\r\nl: a\r\n b\r\n\r\n-\r\n--\r\n\r\n.\r\nNOOP\r\n",
          "EHLO again.example.org\r\n",
          "BDAT\t3\r\nabcQUIT\r\n");

  private record Outcome(String said, List<String> stored) {}

  @Test
  void session_cutAnywhere_saysAndStoresTheSame() throws Exception {
    assertInvariant();
  }

  @Test
  void tolerantSession_cutAnywhere_saysAndStoresTheSame() throws Exception {
    assertInvariant(
        Tolerance.BARE_CR, Tolerance.NUL, Tolerance.BARE_LF_IN_DATA, Tolerance.LONG_TEXT_LINE);
  }

  private static void assertInvariant(Tolerance... tolerated) throws Exception {
    try (Lab lab =
        new Lab.Build().tolerate(tolerated).limits(Lab.Build.limits(1 << 20, 10, 100)).start()) {
      Outcome whole = run(lab, SCRIPT);
      assertThat(whole.stored()).hasSize(tolerated.length == 0 ? 4 : 9);
      assertThat(whole.said()).endsWith("500 5.5.1 Command not known\r\n");
      for (int group = 0; group < SCRIPT.size(); group++) {
        for (int cut = 1; cut < SCRIPT.get(group).length(); cut++) {
          assertThat(run(lab, cut(group, cut))).as("group %d at %d", group, cut).isEqualTo(whole);
        }
      }
      List<String> octets = new ArrayList<>();
      SCRIPT.forEach(g -> g.chars().forEach(c -> octets.add(String.valueOf((char) c))));
      assertThat(run(lab, octets)).isEqualTo(whole);
    }
  }

  private static List<String> cut(int group, int at) {
    List<String> pieces = new ArrayList<>(SCRIPT);
    String whole = pieces.remove(group);
    pieces.add(group, whole.substring(at));
    pieces.add(group, whole.substring(0, at));
    return pieces;
  }

  private static Outcome run(Lab lab, List<String> pieces) {
    ScriptedWire wire = new ScriptedWire(pieces);
    lab.intake.taken().clear();
    lab.run(wire);
    return new Outcome(
        wire.said().replaceAll("Ok \\S+", "Ok ID"),
        lab.intake.taken().stream().map(t -> Lab.belowTrace(t.content().text())).toList());
  }
}
