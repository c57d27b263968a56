package io.postern.inbound.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.config.Secret;
import io.postern.config.settings.UpstreamSettings.SecretHeader;
import io.postern.core.testing.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class HeaderSecretsTest {
  private static final String OLD = "old-secret-0123456789";
  private static final String NEW = "new-secret-0123456789";
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(HeaderSecrets.class);

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path file = Path.of("");

  @BeforeEach
  void listen() {
    file = directory.resolve("upstream.secrets");
    log.start();
    LOG.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(log);
  }

  private HeaderSecrets ofFile(String text) throws IOException {
    write(text);
    return new HeaderSecrets(new SecretHeader("X-Key", List.of(), Optional.of(file)), clock);
  }

  private void write(String text) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void find_valuesInTheSettings_saysWhich() throws IOException {
    HeaderSecrets secrets =
        new HeaderSecrets(
            new SecretHeader("X-Key", List.of(new Secret(NEW), new Secret(OLD)), Optional.empty()),
            clock);
    assertThat(secrets.name()).isEqualTo("X-Key");
    assertThat(secrets.find(NEW)).contains(new HeaderSecrets.Match(1, 2, Optional.empty()));
    assertThat(secrets.find(OLD).orElseThrow().detail()).isEqualTo("secret 2 of 2");
    assertThat(secrets.find(OLD.substring(1))).isEmpty();
    assertThat(secrets.find("")).isEmpty();
  }

  @Test
  void find_fileWithTimes_saysWhenItWasMade() throws IOException {
    HeaderSecrets secrets = ofFile("# made: 2026-11-20T08:00:00Z\n" + NEW + "\n\n# x\n" + OLD);
    HeaderSecrets.Match match = secrets.find(NEW).orElseThrow();
    assertThat(match.isNewest()).isTrue();
    assertThat(match.detail())
        .isEqualTo("secret 1 of 2, made 2026-11-20T08:00:00Z")
        .contains(HeaderSecrets.Match.madeAt(Instant.parse("2026-11-20T08:00:00Z")));
    assertThat(secrets.find(OLD).orElseThrow().made()).isEmpty();
  }

  @Test
  void find_fileChanged_isInForceASecondLater() throws IOException {
    HeaderSecrets secrets = ofFile(OLD);
    write(NEW + "\n" + OLD);
    assertThat(secrets.find(NEW)).isEmpty();
    clock.advance(SECOND);
    assertThat(secrets.find(NEW).map(HeaderSecrets.Match::count)).contains(2);
    assertThat(secrets.find(OLD)).isPresent();
    write(NEW);
    clock.advance(SECOND);
    assertThat(secrets.find(OLD)).isEmpty();
  }

  @Test
  void find_clockSetBack_stillLooks() throws IOException {
    HeaderSecrets secrets = ofFile(OLD);
    write(NEW);
    clock.advance(Duration.ofHours(-1));
    assertThat(secrets.find(NEW)).isPresent();
  }

  @Test
  void find_fileBecameUseless_keepsTheOldOnesAndSaysSoOnce() throws IOException {
    HeaderSecrets secrets = ofFile(OLD);
    for (String useless :
        List.of("", "# nothing\n", "short\n", OLD + "\n" + OLD, "two words here ok")) {
      log.list.clear();
      write(useless);
      for (int look = 0; look < 3; look++) {
        clock.advance(SECOND);
        assertThat(secrets.find(OLD)).as(useless).isPresent();
      }
      assertThat(log.list)
          .as(useless)
          .extracting(ILoggingEvent::getLevel)
          .containsExactly(Level.ERROR);
      assertThat(log.list.getFirst().getFormattedMessage()).doesNotContain(OLD, "short");
    }
    Files.delete(file);
    clock.advance(SECOND);
    assertThat(secrets.find(OLD)).isPresent();
    write(NEW);
    clock.advance(SECOND);
    assertThat(secrets.find(NEW)).isPresent();
    assertThat(secrets.find(OLD)).isEmpty();
  }

  @Test
  void construct_fileOfNoUse_fails() {
    SecretHeader absent = new SecretHeader("X-Key", List.of(), Optional.of(file));
    assertThatThrownBy(() -> new HeaderSecrets(absent, clock))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> ofFile("short-but-secret".substring(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 1: 16 to 200 visible ASCII characters are needed");
  }
}
