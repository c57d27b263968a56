package io.postern.outbound.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.port.Resolver.Dnssec;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whoever can make the self-test fail must not be able to switch DANE off. */
class DnssecWatchTest {
  private static final Trial FAILING = new Trial.Failing("SERVFAIL");

  private Instant now = Instant.EPOCH;
  private Trial trial = new Trial.Passed();
  private final DnssecWatch watch = new DnssecWatch(() -> trial, () -> now);

  @Test
  void state_failsOnceItHasWorked_staysOnAndAlarms() {
    assertThat(next(new Trial.Passed())).isEqualTo(new Dnssec.Working());
    assertThat(next(FAILING)).isEqualTo(new Dnssec.Working());
    assertThat(watch.lastKnown()).isEqualTo(new Dnssec.Broken("SERVFAIL"));
    assertThat(next(new Trial.Silent())).isEqualTo(new Dnssec.Working());
    assertThat(watch.lastKnown()).isInstanceOf(Dnssec.Broken.class);
    assertThat(next(new Trial.Passed())).isEqualTo(new Dnssec.Working());
    assertThat(watch.lastKnown()).isEqualTo(new Dnssec.Working());
  }

  @Test
  void state_failsFromTheStart_isOffUntilItWorks() {
    assertThat(next(FAILING)).isEqualTo(new Dnssec.Broken("SERVFAIL"));
    assertThat(next(new Trial.Silent())).isInstanceOf(Dnssec.Broken.class);
    assertThat(next(new Trial.Passed())).isEqualTo(new Dnssec.Working());
    assertThat(next(FAILING)).isEqualTo(new Dnssec.Working());
  }

  @Test
  void state_silentAtTheStart_provesNothing() {
    assertThat(next(new Trial.Silent())).isEqualTo(new Dnssec.Working());
    assertThat(next(FAILING)).isInstanceOf(Dnssec.Broken.class);
  }

  @Test
  void state_disproved_isOffWhateverWasBefore() {
    next(new Trial.Passed());
    assertThat(next(new Trial.Disproved("no AD"))).isEqualTo(new Dnssec.Broken("no AD"));
  }

  private Dnssec next(Trial what) {
    trial = what;
    now = now.plus(Duration.ofMinutes(11));
    return watch.state();
  }
}
