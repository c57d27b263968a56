package io.postern.outbound.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimedLookupTest {
  @Test
  void txt_slowDns_isAskedForAWhileAndOncePerName() {
    FakeClock clock = FakeClock.create();
    List<String> asked = new ArrayList<>();
    TimedLookup lookup =
        new TimedLookup(
            name -> {
              asked.add(name);
              clock.advance(Duration.ofSeconds(6));
              return new Answer.NxDomain<>();
            },
            Duration.ofSeconds(10),
            clock);

    assertThat(lookup.txt("a")).isInstanceOf(Answer.NxDomain.class);
    assertThat(lookup.txt("a")).isInstanceOf(Answer.NxDomain.class);
    assertThat(lookup.txt("b")).isInstanceOf(Answer.NxDomain.class);
    assertThat(lookup.txt("c")).isInstanceOf(Answer.TemporaryFailure.class);
    assertThat(lookup.txt("a")).isInstanceOf(Answer.NxDomain.class);
    assertThat(asked).containsExactly("a", "b");
  }
}
