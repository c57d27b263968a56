package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a chunk ends is not known, nothing behind it can be taken for a command. */
final class UnreadableBdatLineEndsTheSessionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BDAT",
        "BDAT ",
        "BDAT x",
        "BDAT -1",
        "BDAT +6",
        "BDAT 6 LAST LAST",
        "BDAT 6  LAST",
        "BDAT  6",
        "BDAT 6 FIRST",
        "BDAT\t6",
        "BDAT 6\tLAST",
        "\tBDAT 6",
        " BDAT 6",
        "bdat6",
        "BDAT 6\0",
        "BDAT 6\n",
        "BDAT 6\u00ff",
        "BDAT 9999999999999999999",
        "BDAT 0x6",
      })
  void bdat_malformed_nothingBehindItIsRun(String line) throws Exception {
    assertEnds(line);
  }

  @ParameterizedTest
  @ValueSource(ints = {2049, 5000, 70_000})
  void bdat_tooLong_nothingBehindItIsRun(int length) throws Exception {
    assertEnds("BDAT " + "0".repeat(length) + "6");
  }

  private static void assertEnds(String line) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope().send(line + "\r\nRSET\r\n").expect("50");
      assertThat(client.isClosed()).isTrue();
    }
  }
}
