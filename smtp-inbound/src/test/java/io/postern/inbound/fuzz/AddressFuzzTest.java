package io.postern.inbound.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.config.settings.Tolerance;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Meters;
import io.postern.inbound.strict.Tolerances;
import io.postern.inbound.syntax.DsnParameters;
import io.postern.inbound.syntax.Parameters;
import io.postern.inbound.syntax.Path;
import io.postern.inbound.syntax.SyntaxException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The argument of MAIL and RCPT: refused with a reply, or read to the same address again. */
final class AddressFuzzTest {
  private static final Set<Tolerance> EVERYTHING = EnumSet.allOf(Tolerance.class);
  private static final Set<Tolerance> NOTHING = EnumSet.noneOf(Tolerance.class);

  @FuzzTest(maxDuration = "60s")
  void argument(byte[] octets) {
    String argument = new String(octets, UTF_8);
    read(argument, EVERYTHING)
        .flatMap(Path::mailbox)
        .ifPresent(m -> assertThat(m.toString()).doesNotContainPattern("[\\x00-\\x1f\\x7f]"));
    read(argument, NOTHING).flatMap(Path::mailbox).ifPresent(AddressFuzzTest::isReadAgain);
  }

  private static Optional<Path> read(String argument, Set<Tolerance> allowed) {
    Tolerances tolerances = new Tolerances(allowed, "fuzz", Meters.NONE);
    try {
      Path path = Path.parse(argument, "TO:", tolerances);
      read(path.parameters(), tolerances);
      return Optional.of(path);
    } catch (SyntaxException e) {
      assertThat(e.reply().code()).isBetween(500, 599);
      return Optional.empty();
    }
  }

  /** What goes out to the next host is read there as what we took. */
  private static void isReadAgain(Mailbox mailbox) {
    Path again = read("TO:<" + mailbox + ">", NOTHING).orElseThrow();
    assertThat(again.mailbox()).contains(mailbox);
    assertThat(again.parameters()).isEmpty();
  }

  private static void read(String text, Tolerances tolerances) throws SyntaxException {
    Parameters parameters = Parameters.parse(text);
    DsnParameters.notifyOn(parameters);
    DsnParameters.originalRecipient(parameters, true)
        .ifPresent(value -> assertThat(value).doesNotContainPattern("[\\x00-\\x20\\x7f]"));
    DsnParameters.ret(parameters);
    DsnParameters.envelopeId(parameters).ifPresent(value -> assertThat(value).matches("[!-~]+"));
    parameters.requireAllTaken(tolerances);
  }
}
