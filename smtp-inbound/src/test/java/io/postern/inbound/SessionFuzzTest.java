package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A whole session of octets that nobody chose: every reply is a reply, no defect of ours shows, and
 * nothing is taken that was not asked for with RCPT.
 */
final class SessionFuzzTest {
  private static final Pattern REPLIES =
      Pattern.compile("([2-5][0-9]{2}-[ -~]*\\r\\n|[2-5][0-9]{2} [ -~]*\\r\\n)*");

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

  @FuzzTest(maxDuration = "60s")
  void session(byte[] octets) {
    lab.intake.taken().clear();
    lab.meters.counted().clear();
    String all = new String(octets, ISO_8859_1);
    ScriptedWire wire = new ScriptedWire(all.isEmpty() ? List.of() : List.of(all));
    lab.run(wire);
    assertThat(wire.said()).matches(REPLIES).doesNotContain("4.3.0");
    assertThat(lab.intake.taken()).allMatch(t -> !t.envelope().to().isEmpty());
  }
}
