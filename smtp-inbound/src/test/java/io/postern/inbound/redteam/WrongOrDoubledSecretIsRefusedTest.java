package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.Provider365.ID;
import static io.postern.inbound.redteam.Provider365.INTERNAL;
import static io.postern.inbound.redteam.Provider365.ORG;
import static io.postern.inbound.redteam.Provider365.REST;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guessing the secret, or adding one's own beside it. */
@Timeout(30)
final class WrongOrDoubledSecretIsRefusedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Contoso-Secret: a-secret-of-the-transport-rulf\r\n|P-SECRET-WRONG",
        "X-Contoso-Secret:\r\n|P-SECRET-WRONG",
        "X-Contoso-Secret: s\r\nX-Contoso-Secret: a-secret-of-the-transport-rule\r\n|P-SECRET-DOUBLED",
        "X-Contoso-Secret : a-secret-of-the-transport-rule\r\n|P-SECRET-DOUBLED",
        "|P-SECRET-MISSING",
      })
  void secret_notExactlyOnceAndRight_isRefused(String given) throws Exception {
    String[] parts = given.split("\\|", -1);
    assertThat(Provider365.refused(ID + ORG + INTERNAL + parts[0] + REST))
        .startsWith("550 5.7.1")
        .contains("[" + parts[1] + "]")
        .doesNotContain("transport-rule");
  }
}
