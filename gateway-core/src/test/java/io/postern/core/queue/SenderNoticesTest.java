package io.postern.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.DsnWriter;
import io.postern.core.spool.Spool;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many notices one sender gets, here one of each kind in an hour. */
class SenderNoticesTest {
  private final FakeClock clock = FakeClock.create();

  @TempDir private Path directory;
  private SqlDatabase database;
  private SenderNotices notices;

  @BeforeEach
  void open() {
    database =
        SqlDatabase.open(Stores.sqliteSettings(), directory, Stores.NODE, Stores.rootKey(), clock);
    Spool spool = new Spool(database, Vault.open(database, Stores.rootKey(), clock));
    notices =
        new SenderNotices(
            spool,
            (action, original, content, statuses, notice, out) -> out.write('x'),
            schedule(),
            clock,
            "gw.example",
            1);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void prepare_settlingIsTriedAgain_countsOnce() throws IOException {
    SenderNotices.Allowance allowance = notices.allowance(original());
    assertThat(leaves(failed(allowance))).isTrue();
    assertThat(leaves(failed(allowance))).isTrue();

    assertThat(leaves(failed(notices.allowance(original())))).as("the second one").isFalse();
  }

  @Test
  void prepare_tooManyDelays_areLeftOutAndNoFailureIs() throws IOException {
    assertThat(leaves(delayed())).isTrue();

    SenderNotices.Prepared second = delayed();

    assertThat(second.notices()).isEmpty();
    assertThat(second.events()).hasOnlyElementsOfType(AuditEvent.Unnotified.class).hasSize(1);
    assertThat(leaves(failed(notices.allowance(original())))).isTrue();
  }

  @Test
  void prepare_tooManyDelays_whoseLetterIsHeldIsToldAllTheSame() throws IOException {
    delayed();

    SenderNotices.Prepared held =
        prepare(List.of(), status(Optional.empty()), notices.allowance(original()));

    assertThat(held.notices()).hasSize(1);
    assertThat(held.events()).doesNotHaveAnyElementsOfTypes(AuditEvent.Unnotified.class);
  }

  private SenderNotices.Prepared failed(SenderNotices.Allowance allowance) throws IOException {
    return prepare(status(), List.of(), allowance);
  }

  private SenderNotices.Prepared delayed() throws IOException {
    Optional<Instant> until = Optional.of(clock.instant());
    return prepare(List.of(), status(until), notices.allowance(original()));
  }

  private SenderNotices.Prepared prepare(
      List<DsnWriter.Status> failed,
      List<DsnWriter.Status> delayed,
      SenderNotices.Allowance allowance)
      throws IOException {
    Settlement settlement =
        new Settlement(
            List.of(),
            List.of(),
            clock.instant(),
            true,
            Optional.empty(),
            List.of(),
            failed,
            delayed,
            false,
            List.of());
    try (SenderNotices.Prepared prepared =
        notices.prepare(original(), BytesContent.of("x"), settlement, allowance)) {
      return prepared;
    }
  }

  /** Not held. */
  private static boolean leaves(SenderNotices.Prepared prepared) {
    return !prepared.notices().getFirst().destinations().isEmpty();
  }

  private static List<DsnWriter.Status> status() {
    return status(Optional.empty());
  }

  private static List<DsnWriter.Status> status(Optional<Instant> retryUntil) {
    return List.of(
        new DsnWriter.Status(
            Recipient.of("b@example.org"), HostReply.own(451, "4.4.1", "away"), retryUntil));
  }

  private Envelope original() {
    return new Envelope(
        MessageId.create(clock.millis()),
        Upstream.own("gw.example"),
        ReversePath.of("a@clinic.example"),
        List.of(Recipient.of("b@example.org")),
        clock.instant(),
        EsmtpOptions.NONE);
  }

  private static RetrySchedule schedule() {
    Duration hour = Duration.ofHours(1);
    return new RetrySchedule(
        new Settings.Queue(List.of(hour), 0, hour, hour, hour, hour, hour, 1, hour), () -> 0.5);
  }
}
