package io.postern.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsIdTest {
  @ParameterizedTest
  @CsvSource({
    "mx.example.org, mx.example.org, true",
    "MX.Example.ORG, mx.example.org, true",
    "*.example.org, mx.example.org, true",
    "*.example.org, a.mx.example.org, false", // one label only
    "*.example.org, example.org, false",
    "m*.example.org, mx.example.org, false", // only a whole label
    "*.*.example.org, a.mx.example.org, false",
    "mx.*.org, mx.example.org, false",
    "*, org, false",
    "*.org, example.org, false", // a whole registry
    "example.org, mx.example.org, false",
    "mx.example.org., mx.example.org, false",
  })
  void matches_rfc9525(String presented, String reference, boolean expected) {
    assertThat(DnsId.matches(presented, reference)).isEqualTo(expected);
  }
}
