package io.postern.outbound.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.BytesContent;
import org.junit.jupiter.api.Test;

class ReturnedHeaderTest {
  @Test
  void of_loneCr_makesNoFieldOfWhatFollowsIt() {
    String header =
        ReturnedHeader.of(
            BytesContent.of("Message-ID: <1@clinic.example>\rBcc: x@example.net\r\n\r\nhello\r\n"));

    assertThat(header.lines()).hasSize(1);
    assertThat(header).startsWith("Message-ID: <1@clinic.example>").doesNotContain("\rB");
  }

  @Test
  void of_foldedField_keepsItsFolding() {
    assertThat(
            ReturnedHeader.of(
                BytesContent.of("Received: from a\r\n\tby b\r\nSubject: secret\r\n\r\nhello\r\n")))
        .isEqualTo("Received: from a\r\n by b\r\n");
  }
}
