package io.postern.packaging.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PowerShellTest {
  @Test
  void quoted_everyQuotationMark_isDoubled() {
    assertThat(PowerShell.quoted("it's")).isEqualTo("'it''s'");
    // PowerShell ends a verbatim string at a typographic one too.
    assertThat(PowerShell.quoted("a\u2019; rm")).isEqualTo("'a\u2019\u2019; rm'");
    assertThat(PowerShell.quoted("$(x)`n\"")).isEqualTo("'$(x)`n\"'");
    assertThat(PowerShell.quoted(List.of("a", "b"))).isEqualTo("'a','b'");
  }

  @Test
  void quoted_lineEnd_isRefused() {
    assertThatThrownBy(() -> PowerShell.quoted("a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
