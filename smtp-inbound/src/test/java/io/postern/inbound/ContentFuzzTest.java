package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Content of DATA and of BDAT: the same comes of it however it is cut, and no octet of a refused or
 * taken message becomes a command.
 */
final class ContentFuzzTest {
  private static final String MAIL = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\n";

  private record Outcome(String said, List<String> stored) {}

  @SuppressWarnings("NullAway.Init")
  private static Lab lab;

  @BeforeAll
  static void open() throws Exception {
    lab = Lab.plain();
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  /** The first octet says where it is cut. */
  @FuzzTest(maxDuration = "60s")
  void content(byte[] octets) {
    String text = new String(octets, ISO_8859_1);
    int cut = text.isEmpty() ? 0 : text.charAt(0) % text.length();
    lab.intake.taken().clear();
    lab.meters.counted().clear();
    // What comes behind the end is a command, which may or may not have been waited for.
    if (!("\r\n" + text).contains("\r\n.\r\n")) {
      assertInvariant("DATA\r\n", text + "\r\n.\r\n", cut);
    }
    assertInvariant("", "BDAT " + octets.length + " LAST\r\n" + text, cut);
    Outcome bdat = run("", List.of("BDAT " + octets.length + " LAST\r\n" + text));
    assertThat(bdat.stored()).hasSizeLessThanOrEqualTo(1);
    // EHLO, MAIL, RCPT, the message, and nothing that answers what is inside of it.
    assertThat(bdat.said().lines().filter(l -> l.matches("[2-5][0-9]{2} .*"))).hasSize(5);
  }

  private static void assertInvariant(String command, String content, int cut) {
    Outcome whole = run(command, List.of(content));
    List<String> pieces = List.of(content.substring(0, cut), content.substring(cut));
    assertThat(run(command, pieces)).isEqualTo(whole);
  }

  private static Outcome run(String command, List<String> content) {
    List<String> pieces = new ArrayList<>(List.of("EHLO client.example.org\r\n", MAIL + command));
    content.stream().filter(p -> !p.isEmpty()).forEach(pieces::add);
    ScriptedWire wire = new ScriptedWire(pieces);
    lab.intake.taken().clear();
    lab.run(wire);
    return new Outcome(
        wire.said().replaceAll("Ok \\S+", "Ok ID"),
        lab.intake.taken().stream()
            .map(t -> t.content().text().replaceFirst("id [0-9A-Z]+", "id ID"))
            .toList());
  }
}
