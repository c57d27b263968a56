package io.postern.packaging.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.Cidr;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RangeChangeTest {
  private static final List<Cidr> OLD = networks("40.92.0.0/15", "2a01:111:f400::/48");

  private static List<Cidr> networks(String... networks) {
    return Stream.of(networks).map(Cidr::parse).toList();
  }

  @Test
  void construct_whatNoProviderSendsFrom_isRefused() {
    bad("wider than any", "0.0.0.0/0");
    bad("wider than any", "40.0.0.0/8");
    bad("wider than any", "2a00::/12");
    bad("private or reserved", "10.1.0.0/16");
    bad("private or reserved", "192.168.0.0/15"); // holds a private network
    bad("private or reserved", "127.0.0.1");
    bad("private or reserved", "224.0.0.0/24");
    bad("private or reserved", "fd00::/48");
    bad("private or reserved", "::1");
    bad("the list is empty");
  }

  private static void bad(String why, String... fresh) {
    assertThatThrownBy(() -> new RangeChange(OLD, networks(fresh)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void suspicion_muchMoreOrLessOfOneFamily_isThere() {
    assertThat(suspicious("40.92.0.0/15", "2a01:111:f400::/48")).isFalse();
    assertThat(suspicious("40.92.0.0/14", "2a01:111:f400::/48")).isFalse();
    assertThat(suspicious("40.92.0.0/14", "52.100.0.0/16", "2a01:111:f400::/48")).isTrue();
    assertThat(suspicious("40.92.0.0/17", "2a01:111:f400::/48")).isTrue();
    assertThat(suspicious("40.92.0.0/15", "2a01:111:f400::/40")).isTrue();
    assertThat(suspicious("40.92.0.0/15")).isTrue();
  }

  private static boolean suspicious(String... fresh) {
    return new RangeChange(OLD, networks(fresh)).suspicion().isPresent();
  }

  @Test
  void difference_oneNetworkForAnother_namesBoth() {
    RangeChange change = new RangeChange(OLD, networks("40.92.0.0/15", "52.100.0.0/15"));
    assertThat(change.added()).isEqualTo(networks("52.100.0.0/15"));
    assertThat(change.removed()).isEqualTo(networks("2a01:111:f400::/48"));
    assertThat(new RangeChange(OLD, OLD).isEmpty()).isTrue();
  }
}
