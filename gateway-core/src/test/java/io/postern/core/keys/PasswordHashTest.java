package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordHashTest {
  /** From the tests of the reference implementation (phc-winner-argon2, test.c). */
  private static final String REFERENCE =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc";

  @Test
  void matches_referenceHash_onlyItsPassword() {
    PasswordHash hash = PasswordHash.parse(REFERENCE);
    assertThat(hash.matches("password")).isTrue();
    assertThat(hash.matches("Password")).isFalse();
    assertThat(hash.toPhc()).isEqualTo(REFERENCE);
  }

  @Test
  void create_samePasswordTwice_saltsDiffer() {
    PasswordHash one = PasswordHash.create("pässword");
    assertThat(one.toPhc()).isNotEqualTo(PasswordHash.create("pässword").toPhc());
    assertThat(PasswordHash.parse(one.toPhc()).matches("pässword")).isTrue();
    assertThat(one).hasToString("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "password",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc",
        "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApl8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$",
      })
  void parse_somethingElse_isRefusedWithoutRepeatingIt(String phc) {
    assertThatThrownBy(() -> PasswordHash.parse(phc))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("CTFh");
  }
}
