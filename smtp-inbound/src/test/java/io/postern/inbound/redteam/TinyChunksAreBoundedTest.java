package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;

/** Postfix 20260805: chunks of one octet each cost more memory than octets. */
final class TinyChunksAreBoundedTest {
  @Test
  void bdat_tooManyChunks_areRefusedAndForgotten() throws Exception {
    try (Lab lab = new Lab.Build().limits(Lab.Build.limit("chunks", 50)).start();
        Client client = lab.greeted()) {
      client.envelope();
      for (int i = 0; i < 50; i++) {
        client.send("BDAT 1\r\nx").expect("250");
      }
      client.send("BDAT 1\r\nx").expect("554 5.6.0 Too many BDAT chunks");
      client.send("BDAT 1 LAST\r\nx").expect("503");
      client.envelope().send("BDAT 8 LAST\r\na: b\r\n\r\n").expect("250 2.0.0 Ok ");
      assertThat(lab.onlyBelowTrace()).isEqualTo("a: b\r\n\r\n");
    }
  }

  @Test
  void bdat_emptyChunks_countToo() throws Exception {
    try (Lab lab = new Lab.Build().limits(Lab.Build.limit("chunks", 5)).start();
        Client client = lab.greeted()) {
      client.envelope().send("BDAT 0\r\n".repeat(6));
      for (int i = 0; i < 5; i++) {
        client.expect("250");
      }
      client.expect("554 5.6.0");
    }
  }
}
