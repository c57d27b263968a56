package io.postern.outbound.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.route.MxHost;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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

  @Test
  void referenceNames_mx_onlyWhatForgingCannotReach() {
    ReferenceNames names = new ReferenceNames(List.of("*.Trusted.example", "one.example"));
    assertThat(names.of("a.org", mx("mx.a.org"))).containsExactly("a.org", "mx.a.org");
    assertThat(names.of("a.org", mx("a.org"))).containsExactly("a.org");
    assertThat(names.of("a.org", mx("mxa.org"))).containsExactly("a.org");
    assertThat(names.of("a.org", mx("evil.example"))).containsExactly("a.org");
    assertThat(names.of("a.org", mx("x.y.trusted.example")))
        .containsExactly("a.org", "x.y.trusted.example");
    assertThat(names.of("a.org", mx("trusted.example"))).containsExactly("a.org");
    assertThat(names.of("a.org", mx("one.example"))).containsExactly("a.org", "one.example");
  }

  private static MxHost mx(String name) {
    return new MxHost(name, 25, MxHost.Origin.MX, Optional.empty());
  }
}
