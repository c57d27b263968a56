package io.postern.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
  @Test
  void toAscii_ordinaryNames_areTheirALabels() {
    assertThat(DomainName.toAscii("Example.ORG")).contains("example.org");
    assertThat(DomainName.toAscii("BÜCHER.example")).contains("xn--bcher-kva.example");
    assertThat(DomainName.toAscii("xn--bcher-kva.example")).contains("xn--bcher-kva.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fa\u00df.example", // would become fass.example
        "\uff50artner.example", // a wide p
        "partner\u3002example", // an ideographic dot
        "na\u200dme.example" // a joiner that would vanish
      })
  void toAscii_namesThatWouldBecomeOthers_areRefused(String name) {
    assertThat(DomainName.toAscii(name)).isEmpty();
  }
}
