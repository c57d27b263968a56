package io.postern.inbound.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.inbound.syntax.SyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5802 7. */
final class ScramMessagesTest {
  private static final String PROOF = "A".repeat(43) + "=";

  @Test
  void first_exampleOfRfc7677_isRead() throws Exception {
    ClientFirst first = ClientFirst.parse("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    assertThat(first)
        .isEqualTo(
            new ClientFirst(
                "n,,", "n=user,r=rOprNGfwEbeRWgbNEkqO", "", "user", "rOprNGfwEbeRWgbNEkqO"));
  }

  @Test
  void first_everythingThereCanBe_isRead() throws Exception {
    ClientFirst first = ClientFirst.parse("p=tls-exporter,a=b=2Cc,n=d=3De,r=f,x=later");
    assertThat(first.gs2Header()).isEqualTo("p=tls-exporter,a=b=2Cc,");
    assertThat(first.bare()).isEqualTo("n=d=3De,r=f,x=later");
    assertThat(first.actingFor()).isEqualTo("b,c");
    assertThat(first.user()).isEqualTo("d=e");
    assertThat(first.demandsBinding()).isTrue();
    assertThat(first.actsForItself()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n,,",
        "n,,n=user",
        "n,,n=user,r=",
        "n,,n=,r=x",
        "n,,r=x,n=user",
        "n,n=user,r=x",
        "x,,n=user,r=x",
        "p=,,n=user,r=x",
        "n,a=,n=user,r=x",
        "n,,m=must,n=user,r=x", // a mandatory extension that nobody knows
        "n,,n=us=er,r=x",
        "n,,n=us=2cer,r=x",
        "n,,n=user,r=a b",
        "n,,n=user,r=\u00e4",
        "n,,n=us\u0000er,r=x",
        "n,,n=user,r=x,",
        "n,,n=user,r=x,yy",
      })
  void first_anythingElse_isRefused(String message) {
    assertThatThrownBy(() -> ClientFirst.parse(message)).isInstanceOf(SyntaxException.class);
  }

  @Test
  void final_isRead() throws Exception {
    ClientFinal last = ClientFinal.parse("c=biws,r=abc%def,p=" + PROOF);
    assertThat(last.withoutProof()).isEqualTo("c=biws,r=abc%def");
    assertThat(last.binding()).isEqualTo("n,,");
    assertThat(last.nonce()).isEqualTo("abc%def");
    assertThat(last.proof()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c=biws,r=abc",
        "c=biws,r=abc,p=",
        "c=biws,r=abc,p=AAAA",
        "c=,r=abc,p=PROOF",
        "c=b=ws,r=abc,p=PROOF",
        "r=abc,c=biws,p=PROOF",
        "c=biws,p=PROOF,r=abc",
        "c=biws,r=abc,p=PROOF,x=y",
        "c=biws,r=abc,p=PROOF\n",
      })
  void final_anythingElse_isRefused(String message) {
    String written = message.replace("PROOF", PROOF);
    assertThatThrownBy(() -> ClientFinal.parse(written)).isInstanceOf(SyntaxException.class);
  }
}
