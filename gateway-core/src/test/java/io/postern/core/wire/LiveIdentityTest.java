package io.postern.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.config.Secret;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.testing.Certs;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.FakeMeters;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@Timeout(30)
class LiveIdentityTest {
  private static final Certs CA = new Certs("root");
  private static final Secret PASSWORD = new Secret("correct horse");

  @TempDir Path directory;

  private final FakeMeters meters = new FakeMeters();
  private final FakeClock clock = new FakeClock(Instant.now());
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger =
      (Logger) LoggerFactory.getLogger(LiveIdentity.class.getPackageName());

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @ParameterizedTest
  @EnumSource
  void look_pemChanged_newHandshakesShowItAndRunningSessionsGoOn(TlsEngine engine)
      throws Exception {
    TlsIdentity first = CA.good("first.example.org");
    Certs.write(first, directory);
    LiveIdentity live = pem(engine);
    TlsEngines.Client clients = TlsEngines.client(engine);
    try (WirePair running = WirePair.open().tls(clients, live, "any")) {
      TlsIdentity second = CA.belowIntermediate("second.example.org");
      Certs.write(second, directory);
      live.look();
      assertThat(shown(live)).isEqualTo(second.chain());
      running.server().write(new byte[] {'x'}, 0, 1);
      running.server().flush();
      assertThat(running.client().read(new byte[1], 0, 1)).isEqualTo(1);
      assertThat(running.client().tls().orElseThrow().getPeerCertificates())
          .containsExactly(first.chain().toArray(Certificate[]::new));
    }
    assertThat(meters.counted("postern_tls_certificate_reloads listener=front outcome=ok"))
        .isEqualTo(1);
  }

  @Test
  void look_nothingChanged_readsNothing() throws Exception {
    Certs.write(CA.good("first.example.org"), directory);
    LiveIdentity live = pem(TlsEngine.NATIVE);
    live.look();
    assertThat(meters.counted("postern_tls_certificate_reloads listener=front outcome=ok"))
        .isZero();
  }

  @Test
  void look_keyOfAnotherCertificate_keepsTheOldAndSaysSoOnce() throws Exception {
    TlsIdentity first = CA.good("first.example.org");
    Certs.write(first, directory);
    LiveIdentity live = pem(TlsEngine.NATIVE);
    byte[] key = Files.readAllBytes(directory.resolve("key.pem"));
    Certs.write(CA.good("second.example.org"), directory);
    Files.write(directory.resolve("key.pem"), key);
    live.look();
    live.look();
    assertThat(shown(live)).isEqualTo(first.chain());
    assertThat(messages(Level.ERROR))
        .singleElement()
        .asString()
        .contains("front", "does not belong");
    assertThat(meters.counted("postern_tls_certificate_reloads listener=front outcome=failed"))
        .isEqualTo(1);
  }

  @Test
  void look_halfWrittenThenWhole_takesTheWholeOne() throws Exception {
    TlsIdentity first = CA.good("first.example.org");
    Certs.write(first, directory);
    LiveIdentity live = pem(TlsEngine.NATIVE);
    Files.writeString(directory.resolve("chain.pem"), "-----BEGIN CERTIFICATE-----\nMII");
    live.look();
    Files.delete(directory.resolve("key.pem"));
    live.look();
    assertThat(shown(live)).isEqualTo(first.chain());
    TlsIdentity second = CA.good("second.example.org");
    Certs.write(second, directory);
    live.look();
    assertThat(shown(live)).isEqualTo(second.chain());
  }

  @ParameterizedTest
  @EnumSource
  void new_pkcs12_serves(TlsEngine engine) throws Exception {
    TlsIdentity identity = CA.belowIntermediate("first.example.org");
    assertThat(shown(live(new IdentityFiles.Pkcs12(pkcs12(identity), PASSWORD), engine)))
        .isEqualTo(identity.chain());
  }

  @Test
  void new_pkcs12WithAnotherPassword_isRefusedWithTheFile() throws Exception {
    Path file = pkcs12(CA.good("first.example.org"));
    Secret wrong = new Secret("incorrect horse");
    assertThatThrownBy(() -> live(new IdentityFiles.Pkcs12(file, wrong), TlsEngine.NATIVE))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("horse");
  }

  @Test
  void look_timePasses_alarmsAtEachMarkAndGaugeFalls() throws Exception {
    Certs.write(CA.good("first.example.org"), directory); // for a year from now
    LiveIdentity live = pem(TlsEngine.NATIVE);
    assertThat(alarms()).isEmpty();
    assertThat(daysLeft()).isBetween(364.0, 365.0);
    Instant start = clock.instant().minusSeconds(3600);
    for (int days : List.of(334, 336, 336, 352, 359, 365, 366)) {
      clock.advance(Duration.between(clock.instant(), start.plus(Duration.ofDays(days))));
      live.look();
    }
    assertThat(alarms())
        .containsExactly("within 30", "within 14", "within 7", "within 1", "expired");
    assertThat(daysLeft()).isNegative();
  }

  @Test
  void look_everyMinute_repeatsTheAlarmEachDay() throws Exception {
    Certs.write(CA.good("first.example.org"), directory);
    LiveIdentity live = pem(TlsEngine.NATIVE);
    clock.advance(Duration.ofDays(336));
    for (int minute = 0; minute <= 3 * 24 * 60; minute++) {
      live.look();
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(alarms()).containsExactly("within 30", "within 30", "within 30", "within 30");
  }

  @Test
  void look_renewedByOneThatEndsSoonToo_alarmsAtOnce() throws Exception {
    Certs.write(CA.good("first.example.org"), directory);
    LiveIdentity live = pem(TlsEngine.NATIVE);
    clock.advance(Duration.ofDays(336));
    live.look();
    Certs.write(CA.good("second.example.org"), directory);
    live.look();
    assertThat(alarms()).containsExactly("within 30", "within 30");
  }

  @Test
  void look_renewedInTime_alarmsNoMore() throws Exception {
    Certs.write(CA.good("first.example.org"), directory);
    LiveIdentity live = pem(TlsEngine.NATIVE);
    clock.advance(Duration.ofDays(336));
    live.look();
    Instant now = clock.instant();
    Certs.write(CA.lasting(now, now.plus(Duration.ofDays(90)), "second.example.org"), directory);
    for (int day = 0; day < 59; day++) {
      clock.advance(Duration.ofDays(1));
      live.look();
    }
    assertThat(alarms()).containsExactly("within 30");
  }

  /** What lives for less than 60 days is renewed later, and no alarm may sound all its life. */
  @ParameterizedTest
  @CsvSource({"6, 1", "47, 14 7 1", "90, 30 14 7 1"})
  void look_shortLived_noMarkBeforeHalfItsLife(int days, String marks) throws Exception {
    Instant now = clock.instant();
    Certs.write(CA.lasting(now, now.plus(Duration.ofDays(days)), "first.example.org"), directory);
    LiveIdentity live = pem(TlsEngine.NATIVE);
    for (int day = 1; day < days; day++) {
      clock.advance(Duration.ofDays(1));
      live.look();
    }
    assertThat(alarms().stream().distinct().map(a -> a.replace("within ", "")))
        .containsExactly(marks.split(" "));
  }

  /** Each says whose certificate it is and carries the key that monitoring looks for. */
  private List<String> alarms() {
    return log.list.stream()
        .filter(e -> !e.getLevel().equals(Level.INFO))
        .peek(e -> assertThat(e.getKeyValuePairs()).hasToString("[alarm=\"CERTIFICATE\"]"))
        .map(ILoggingEvent::getFormattedMessage)
        .peek(m -> assertThat(m).startsWith("front: the certificate "))
        .map(m -> m.replaceAll(".*(within \\d+|expired).*", "$1"))
        .toList();
  }

  private double daysLeft() {
    return meters.shown("postern_tls_certificate_expiry_seconds listener=front") / 86_400;
  }

  private List<String> messages(Level level) {
    return log.list.stream()
        .filter(e -> e.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private LiveIdentity pem(TlsEngine engine) throws Exception {
    return live(
        new IdentityFiles.Pem(directory.resolve("chain.pem"), directory.resolve("key.pem")),
        engine);
  }

  private LiveIdentity live(IdentityFiles files, TlsEngine engine) throws Exception {
    return new LiveIdentity("front", files, engine, clock, meters);
  }

  private Path pkcs12(TlsIdentity identity) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = PASSWORD.reveal().toCharArray();
    store.load(null, password);
    store.setKeyEntry(
        "any", identity.key(), password, identity.chain().toArray(X509Certificate[]::new));
    Path file = directory.resolve("identity.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password);
    }
    return file;
  }

  private static List<X509Certificate> shown(LiveIdentity live) throws Exception {
    TlsEngines.Client clients = TlsEngines.client(TlsEngine.JDK);
    try (WirePair pair = WirePair.open().tls(clients, live, "any")) {
      return ((PeerCertificate.Presented) PeerCertificate.of(pair.client())).chain();
    }
  }
}
