package io.postern.inbound.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Tolerance;
import io.postern.core.port.Meters;
import io.postern.inbound.strict.Tolerances;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\u0001',
      textBlock =
          """
          TO:<a@b.example>                      ; a@b.example
          to:<A.b+c@B.Example> NOTIFY=NEVER     ; A.b+c@b.example
          TO:<!#$%&'*+-/=?^_`{|}~@c.example>    ; !#$%&'*+-/=?^_`{|}~@c.example
          TO:<"a b"@c.example>                  ; "a b"@c.example
          TO:<"a>\\"@x"@c.example>              ; "a>\\"@x"@c.example
          TO:<a@[192.0.2.1]>                    ; a@[192.0.2.1]
          TO:<a@[IPv6:2001:db8::1]>             ; a@[ipv6:2001:db8::1]
          TO:<@x.example,@y.example:a@b.example> ; a@b.example
          TO:<ü@exämple.org>                    ; ü@xn--exmple-cua.org
          TO:<a@localhost>                      ; a@localhost
          """)
  void parse_good_givesTheMailbox(String argument, String address) throws SyntaxException {
    assertThat(parsed(argument, "")).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          TO: <a@b.example>                  ; EXTRA_SPACES       ; a@b.example
          TO:<a@b.example>  NOTIFY=NEVER     ; EXTRA_SPACES       ; a@b.example
          TO:<a@b.example> X=1  Y=2          ; EXTRA_SPACES       ; a@b.example
          TO:a@b.example                     ; MISSING_BRACKETS   ; a@b.example
          TO:a@b.example NOTIFY=NEVER        ; MISSING_BRACKETS   ; a@b.example
          TO:<a..b.@c.example>               ; DOTS_IN_LOCAL_PART ; a..b.@c.example
          TO:<.a@c.example>                  ; DOTS_IN_LOCAL_PART ; .a@c.example
          TO:<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.example> ; \
          LONG_LOCAL_PART ; aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.example
          """)
  void parse_deviation_isTakenOnlyWhereTolerated(String argument, String name, String address)
      throws SyntaxException {
    assertThat(parsed(argument, name)).isEqualTo(address);
    assertThatThrownBy(() -> parsed(argument, "")).isInstanceOf(SyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TO:", "TO:a", "TO:a b@c.example", "TO:<a@b.example", "TO:a@b.example>"})
  void parse_missingBracketsTolerated_stillNeedsOneAddress(String argument) {
    assertThatThrownBy(() -> parsed(argument, "MISSING_BRACKETS"))
        .isInstanceOf(SyntaxException.class);
  }

  private static String parsed(String argument, String tolerated) throws SyntaxException {
    Set<Tolerance> allowed = tolerated.isEmpty() ? Set.of() : Set.of(Tolerance.valueOf(tolerated));
    Tolerances tolerances = new Tolerances(allowed, "test", Meters.NONE);
    return Path.parse(argument, "TO:", tolerances).mailbox().orElseThrow().address();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TO:a@b.example", // no brackets
        "TO:<a@b.example", // not closed
        "TO:<a@b.example>x", // no space
        "TO: <a@b.example>", // a space too many
        "FROM:<a@b.example>", // other keyword
      })
  void parse_badForm_is501(String argument) {
    assertReply(argument, 501);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TO:<a>", // no domain
        "TO:<@b.example>", // no local part, and no route either
        "TO:<a@>",
        "TO:<a b@c.example>",
        "TO:<.a@b.example>",
        "TO:<a.@b.example>",
        "TO:<a..b@c.example>",
        "TO:<a@b@c.example>",
        "TO:<\"a\"b@c.example>",
        "TO:<a@-b.example>",
        "TO:<a@b_c.example>",
        "TO:<a@b..example>",
        "TO:<a@b.example.>",
        "TO:<a@[300.0.2.1]>",
        "TO:<a@[192.0.2.1>",
        "TO:<a@[IPv6:2001:db8::1::2]>",
        "TO:<a@[IPv6:fe80::1%eth0]>",
        "TO:<a@[foo:bar]>",
        "TO:<@x,@:a@b.example>",
        "TO:<a\u0085b@c.example>", // C1 control
        "TO:<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.example>", // 65
        "TO:<a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example>", // 64
      })
  void parse_badAddress_is553(String argument) {
    assertReply(argument, 553);
  }

  private static void assertReply(String argument, int code) {
    assertThatThrownBy(() -> parsed(argument, ""))
        .isInstanceOfSatisfying(
            SyntaxException.class, e -> assertThat(e.reply().code()).isEqualTo(code));
  }
}
