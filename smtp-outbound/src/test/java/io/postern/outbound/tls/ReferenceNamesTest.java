package io.postern.outbound.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.route.MxHost;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferenceNamesTest {
  @Test
  void of_mx_onlyWhatForgingCannotReach() {
    ReferenceNames names = new ReferenceNames(List.of("*.Trusted.example", "one.example"));
    assertThat(names.of("a.org", mx("mx.a.org"), false)).containsExactly("a.org", "mx.a.org");
    assertThat(names.of("a.org", mx("a.org"), false)).containsExactly("a.org");
    assertThat(names.of("a.org", mx("mxa.org"), false)).containsExactly("a.org");
    assertThat(names.of("a.org", mx("evil.example"), false)).containsExactly("a.org");
    assertThat(names.of("a.org", mx("x.y.trusted.example"), false))
        .containsExactly("a.org", "x.y.trusted.example");
    assertThat(names.of("a.org", mx("trusted.example"), false)).containsExactly("a.org");
    assertThat(names.of("a.org", mx("one.example"), false)).containsExactly("a.org", "one.example");
  }

  @Test
  void of_signedMx_itsHostToo() {
    ReferenceNames names = new ReferenceNames(List.of());
    assertThat(names.of("a.org", mx("mx.else.example"), true))
        .containsExactly("a.org", "mx.else.example");
  }

  private static MxHost mx(String name) {
    return new MxHost(name, 25, MxHost.Origin.MX, Optional.empty());
  }
}
