package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.model.Discretion;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Rewriting;
import io.postern.core.model.Upstream;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may work on which delivery, on every engine. */
abstract class LeaseStoreContract {
  private static final String US = "node1";
  private static final Duration LEASE = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Protection ANY = new Protection.OpportunisticTls();

  private final FakeClock clock = FakeClock.create();
  private long token;

  @TempDir private Path directory;
  private SqlDatabase database;
  private QueueStore queue;
  private LeaseStore leases;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = SqlDatabase.open(settings(), directory, US, Stores.rootKey(), clock);
    queue = new QueueStore(database);
    leases = new LeaseStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void adopt_rowsOfAnOlderProgram_areFetchedAgainAndSaidToBeLate() {
    queued("a.example", Optional.empty());
    sql("UPDATE delivery SET destination = '', warn_at = NULL");
    assertThat(leases.heads("", 10)).isEmpty();

    assertThat(adopt(10)).isEqualTo(1);

    assertThat(leases.heads("", 10)).extracting(h -> h.destination()).containsExactly("a.example");
    assertThat(adopt(10)).isZero();
    sql("UPDATE delivery SET last_reply = 'h: 450 busy'");
    assertThat(late()).isEmpty();
    clock.advance(HOUR.plusSeconds(1));
    assertThat(late()).hasSize(1);
  }

  @Test
  void adopt_refusal_isLocalAndInSteps() {
    queued("a.example", Optional.of(Reply.of(550, "5.7.1", "no")));
    queued("b.example", Optional.empty());
    sql("UPDATE delivery SET destination = ''");

    assertThat(adopt(1)).isEqualTo(1);
    assertThat(adopt(1)).isEqualTo(1);

    assertThat(leases.heads("", 10))
        .extracting(h -> h.destination())
        .containsExactly(Lease.LOCAL, "b.example");
  }

  @Test
  void renew_leaseThatNobodyKnows_runsOutAndIsGivenBack() {
    queued("a.example", Optional.empty());
    queued("b.example", Optional.empty());
    LeaseKey known = LeaseKey.of(lease("a.example").getFirst());
    lease("b.example"); // and the answer to the commit was lost
    clock.advance(LEASE.minusSeconds(60));
    assertThat(renew(Set.of(known))).isEmpty();
    clock.advance(Duration.ofMinutes(2));

    assertThat(release(Set.of(known))).isEqualTo(1);

    assertThat(leases.heads("", 10)).extracting(h -> h.destination()).containsExactly("b.example");
  }

  @Test
  void releaseExpired_clockJumps_keepsWhatThisNodeWorksOn() {
    queued("a.example", Optional.empty());
    LeaseKey known = LeaseKey.of(lease("a.example").getFirst());
    clock.advance(Duration.ofDays(1));

    assertThat(release(Set.of(known))).isZero();
    LeaseKey other = new LeaseKey(known.message(), 0, known.token() + 1);
    assertThat(renew(Set.of(other))).containsExactly(other);
  }

  @Test
  void leaseLate_refusalOrNeverTried_isNone() {
    queued("a.example", Optional.of(Reply.of(550, "5.7.1", "no")));
    queued("b.example", Optional.empty());
    clock.advance(HOUR.plusSeconds(1));

    assertThat(late()).isEmpty();
    assertThat(untried("a.example")).isEmpty();
    assertThat(untried(Lease.LOCAL)).isEmpty();
    assertThat(untried("b.example")).hasSize(1);
  }

  @Test
  void leaseLate_neverTriedForAWhile_isOne() {
    queued("b.example", Optional.empty());
    clock.advance(HOUR.multipliedBy(2).plusSeconds(1));

    assertThat(late()).hasSize(1);
  }

  @Test
  void leaseLate_tried_saysWhatItsOwnLastReplyWas() {
    queued("a.example", Optional.empty());
    sql("UPDATE delivery SET last_reply = 'mx: 450 4.2.0 busy'");
    clock.advance(HOUR.plusSeconds(1));

    assertThat(late())
        .extracting(Lease::lastReply)
        .containsExactly(Optional.of("mx: 450 4.2.0 busy"));
  }

  @Test
  void leaseExpired_anyDestination_notRefusals() {
    queued("a.example", Optional.empty());
    queued("b.example", Optional.of(Reply.of(550, "5.7.1", "no")));
    assertThat(expired()).isEmpty();
    clock.advance(HOUR.multipliedBy(5).plusSeconds(1));
    assertThat(expired()).isEmpty();
    assertThat(expiredUntried("c.example")).isEmpty();
    clock.advance(HOUR);

    assertThat(expired()).extracting(Lease::nextHop).containsExactly("a.example");
  }

  @Test
  void leaseExpired_neverTriedAndTheDestinationIsDead_atOnce() {
    queued("a.example", Optional.empty());
    clock.advance(Duration.ofDays(1));

    assertThat(expiredUntried("a.example")).hasSize(1);
  }

  private int adopt(int most) {
    return database.write(tx -> leases.adopt(tx, HOUR, most)).join();
  }

  private List<Lease> lease(String destination) {
    QueueStore.Stamp stamp = stamp();
    return database.write(tx -> leases.lease(tx, stamp, destination, 10)).join();
  }

  private List<Lease> late() {
    QueueStore.Stamp stamp = stamp();
    return database.write(tx -> leases.leaseLate(tx, stamp, HOUR, 10)).join();
  }

  private List<Lease> untried(String destination) {
    QueueStore.Stamp stamp = stamp();
    return database.write(tx -> leases.leaseLateUntried(tx, stamp, destination, 10)).join();
  }

  private List<Lease> expiredUntried(String destination) {
    QueueStore.Stamp stamp = stamp();
    return database.write(tx -> leases.leaseExpiredUntried(tx, stamp, destination, 10)).join();
  }

  private List<Lease> expired() {
    QueueStore.Stamp stamp = stamp();
    return database.write(tx -> leases.leaseExpired(tx, stamp, HOUR, 10)).join();
  }

  private List<LeaseKey> renew(Set<LeaseKey> held) {
    Instant until = clock.instant().plus(LEASE);
    return database.write(tx -> leases.renew(tx, held, US, until)).join();
  }

  private int release(Set<LeaseKey> held) {
    return database.write(tx -> leases.releaseExpired(tx, US, held::contains)).join();
  }

  private QueueStore.Stamp stamp() {
    return new QueueStore.Stamp(US, clock.instant().plus(LEASE), ++token);
  }

  private void sql(String sql) {
    database.write(tx -> tx.prepare(sql).executeUpdate()).join();
  }

  private void queued(String domain, Optional<Reply> refusal) {
    Envelope envelope =
        new Envelope(
            MessageId.create(clock.millis()),
            Upstream.own("gw.example"),
            ReversePath.of("a@clinic.example"),
            List.of(Recipient.of("b@" + domain)),
            clock.instant(),
            EsmtpOptions.NONE);
    NewDelivery delivery =
        new NewDelivery(
            domain,
            List.of(0),
            refusal.isPresent() ? List.of() : List.of(ANY),
            Optional.empty(),
            refusal,
            Rewriting.NONE,
            Discretion.UNBOUND);
    QueueStore.Deadlines deadlines =
        new QueueStore.Deadlines(
            clock.instant().plus(HOUR), clock.instant().plus(HOUR.multipliedBy(5)));
    String text = QueueStore.envelopeText(envelope);
    database
        .write(tx -> {
          queue.insertMessage(tx, envelope, text, 1);
          queue.insert(tx, envelope.id(), 0, delivery, deadlines, Optional.empty());
          return Boolean.TRUE;
        })
        .join();
  }
}
