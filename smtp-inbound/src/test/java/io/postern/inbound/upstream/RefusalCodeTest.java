package io.postern.inbound.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RefusalCodeTest {
  @ParameterizedTest
  @EnumSource(RefusalCode.class)
  void code_isFoundAndExplainedAndInItsReply(RefusalCode code) {
    assertThat(RefusalCode.find(code.id())).contains(code);
    assertThat(RefusalCode.find("[" + code.id().toLowerCase(java.util.Locale.ROOT) + "]"))
        .contains(code);
    assertThat(code.reply().toString()).endsWith("[" + code.id() + "]");
    assertThat(code.reply().positive()).isFalse();
    assertThat(code.meaning() + code.cause() + code.action()).doesNotContain("null");
  }

  @Test
  void ids_differ_andUnknownIsEmpty() {
    assertThat(Arrays.stream(RefusalCode.values()).map(RefusalCode::id)).doesNotHaveDuplicates();
    assertThat(RefusalCode.find("P-NONE")).isEmpty();
  }
}
