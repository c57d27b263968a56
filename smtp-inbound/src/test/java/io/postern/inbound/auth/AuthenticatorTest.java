package io.postern.inbound.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.TestIdentity;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.TlsIdentity;
import io.postern.inbound.Apps;
import io.postern.inbound.Lab;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class AuthenticatorTest {
  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void password_failures_areHeldBackAndNamedOnlyWhereAnAccountIs() {
    Authenticator authenticator = authenticator(Apps.upstream(Apps.account("app")));
    assertThat(authenticator.password(peer("192.0.2.1"), "app", "wrong"))
        .isInstanceOfSatisfying(Outcome.Wrong.class, w -> assertThat(w.account()).isPresent());
    assertThat(authenticator.password(peer("192.0.2.1"), "nobody", "wrong"))
        .isEqualTo(new Outcome.Wrong(Optional.empty()));
    assertThat(pauses).containsExactly(zero(), second(), zero(), second());
  }

  @Test
  void password_userThatStrangersFailFor_isSlowedAndStillGetsIn() {
    Authenticator authenticator = authenticator(Apps.upstream(Apps.account("app")));
    for (int i = 0; i < 10; i++) {
      authenticator.password(peer("203.0.113." + i), "app", "wrong");
    }
    pauses.clear();
    assertThat(authenticator.password(peer("192.0.2.1"), "app", Lab.PASSWORD))
        .isInstanceOf(Outcome.Proved.class);
    assertThat(pauses).containsExactly(Duration.ofSeconds(6));
  }

  @Test
  void password_unknownUser_isSlowedLikeAKnownOne() {
    Authenticator authenticator = authenticator(Apps.upstream(Apps.account("app")));
    for (int i = 0; i < 10; i++) {
      authenticator.password(peer("203.0.113." + i), "nobody", "wrong");
    }
    pauses.clear();
    authenticator.password(peer("192.0.2.1"), "nobody", "wrong");
    assertThat(pauses).containsExactly(Duration.ofSeconds(6), second());
  }

  @Test
  void password_hashThatCannotBeComputed_isNotCountedAndFreesItsTry() {
    Authenticator authenticator = authenticator(Apps.upstream(Apps.account("app")));
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() ->
              authenticator.attempt(
                  peer("192.0.2.1"),
                  "app",
                  Optional.empty(),
                  () -> {
                    throw new IllegalStateException("out of memory");
                  }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(authenticator.password(peer("192.0.2.1"), "app", Lab.PASSWORD))
        .isInstanceOf(Outcome.Proved.class);
  }

  @Test
  void accounts_userOrKeyTwice_areRefused() {
    TlsIdentity client = TestIdentity.ec("client.example.org");
    assertThatThrownBy(() ->
            authenticator(Apps.upstream(Apps.account("app")), Apps.upstream(Apps.account("app"))))
        .hasMessage("account given twice: app");
    assertThatThrownBy(() ->
            authenticator(Apps.upstream(Apps.keyed("one", client), Apps.keyed("two", client))))
        .hasMessage("client key of two accounts: two");
  }

  private Authenticator authenticator(UpstreamSettings... upstreams) {
    return new Authenticator(
        new Settings.Authentication(5, 20, Duration.ofMinutes(5), second(), 4),
        List.of(upstreams),
        new SecretKeySpec(new byte[32], "HmacSHA256"),
        FakeClock.create(),
        pauses::add);
  }

  private static Peer peer(String address) {
    return new Peer(InetAddress.ofLiteral(address), new PeerCertificate.None());
  }

  private static Duration zero() {
    return Duration.ZERO;
  }

  private static Duration second() {
    return Duration.ofSeconds(1);
  }
}
