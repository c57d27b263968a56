package io.postern.inbound.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.model.Mailbox;
import io.postern.inbound.syntax.DsnParameters;
import io.postern.inbound.syntax.Parameters;
import io.postern.inbound.syntax.Path;
import io.postern.inbound.syntax.SyntaxException;

/** The argument of MAIL and RCPT: refused with a reply, or read to the same address again. */
final class AddressFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void argument(byte[] octets) {
    String argument = new String(octets, UTF_8);
    try {
      Path path = Path.parse(argument, "TO:");
      path.mailbox().ifPresent(AddressFuzzTest::isReadAgain);
      read(path.parameters());
    } catch (SyntaxException e) {
      assertThat(e.reply().code()).isBetween(500, 599);
    }
  }

  /** What goes out to the next host is read there as what we took. */
  private static void isReadAgain(Mailbox mailbox) {
    try {
      Path again = Path.parse("TO:<" + mailbox + ">", "TO:");
      assertThat(again.mailbox()).contains(mailbox);
      assertThat(again.parameters()).isEmpty();
    } catch (SyntaxException e) {
      throw new AssertionError("taken once and refused the second time", e);
    }
    assertThat(mailbox.toString()).doesNotContainPattern("[\\x00-\\x1f\\x7f]");
  }

  private static void read(String text) throws SyntaxException {
    Parameters parameters = Parameters.parse(text);
    DsnParameters.notifyOn(parameters);
    DsnParameters.originalRecipient(parameters, true)
        .ifPresent(value -> assertThat(value).doesNotContainPattern("[\\x00-\\x20\\x7f]"));
    DsnParameters.ret(parameters);
    DsnParameters.envelopeId(parameters).ifPresent(value -> assertThat(value).matches("[!-~]+"));
    parameters.requireAllTaken();
  }
}
