package io.postern.outbound.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.testing.BytesContent;
import java.util.Locale;

/** Whatever a message is: what goes back of it are whole fields of the few that may. */
final class ReturnedHeaderFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void header(byte[] octets) {
    String returned = ReturnedHeader.of(new BytesContent(octets));

    assertThat(returned)
        .satisfiesAnyOf(r -> assertThat(r).isEmpty(), r -> assertThat(r).endsWith("\r\n"));
    for (String line : returned.split("\r\n", -1)) {
      assertThat(line.chars()).noneMatch(Character::isISOControl);
      boolean folded = line.isEmpty() || line.startsWith(" ");
      assertThat(
              folded
                  || line.toLowerCase(Locale.ROOT)
                      .matches("(date|from|message-id|mime-version|received)\\s*:.*"))
          .as(line)
          .isTrue();
    }
  }
}
