package io.postern.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailboxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "ann"@x.example          | ann@x.example
          "Ann.B"@X.example        | ann.b@x.example
          "a\\n\\n"@x.example      | ann@x.example
          "a..b"@x.example         | a..b@x.example
          "a b"@x.example          | "a b"@x.example
          "a\\ b"@x.example        | "a b"@x.example
          "a@b"@x.example          | "a@b"@x.example
          "a\\"b"@x.example        | "a\\"b"@x.example
          "a\\\\b"@x.example       | "a\\\\b"@x.example
          ""@x.example             | ""@x.example
          "@x.example              | "@x.example
          "a"b"@x.example          | "a"b"@x.example
          "a\\"@x.example          | "a\\"@x.example
          "\u00fc"@x.example       | \u00fc@x.example
          """)
  void inLowerCase_anySpelling_isTheOneWithTheLeastQuoting(String written, String canonical) {
    assertThat(Mailbox.parse(written).inLowerCase()).isEqualTo(canonical);
  }

  @Test
  void sameAs_otherQuotingAndCase_isTheSameMailbox() {
    Mailbox plain = Mailbox.parse("ann@x.example");
    assertThat(Mailbox.parse("\"A\\nn\"@X.EXAMPLE").sameAs(plain)).isTrue();
    assertThat(Mailbox.parse("\"an n\"@x.example").sameAs(plain)).isFalse();
  }

  @Test
  void address_quotedLocalPart_staysAsItWasWritten() {
    assertThat(Mailbox.parse("\"Ann\"@X.EXAMPLE").address()).isEqualTo("\"Ann\"@x.example");
  }
}
