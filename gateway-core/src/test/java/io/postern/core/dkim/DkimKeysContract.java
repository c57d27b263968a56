package io.postern.core.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditFilter;
import io.postern.core.dkim.DkimKey.State;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.queue.Waiting;
import io.postern.core.spool.Vault;
import io.postern.core.store.DkimStore;
import io.postern.core.store.SqlDatabase;
import io.postern.core.store.StoreException;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import io.postern.core.trail.AuditTrail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a key, on every engine. */
abstract class DkimKeysContract {
  private static final String DOMAIN = "clinic.example";

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();
  private SqlDatabase database;
  private DkimKeys keys;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = SqlDatabase.open(settings(), directory, Stores.NODE, Stores.rootKey(), clock);
    keys = new DkimKeys(database, Vault.open(database, Stores.rootKey(), clock), clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DkimKey create(DkimAlgorithm algorithm) {
    return keys.create(DOMAIN, Optional.empty(), algorithm, "anna");
  }

  @Test
  void create_twiceOnADay_givesPendingKeysWithTheirOwnRecords() {
    DkimKey first = create(DkimAlgorithm.RSA);
    DkimKey second = create(DkimAlgorithm.RSA);

    assertThat(first.recordName()).isEqualTo("rsa-20260101._domainkey.clinic.example");
    assertThat(second.selector()).isEqualTo("rsa-20260101-2");
    assertThat(first.recordText()).startsWith("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A");
    assertThat(first.zoneLine()).startsWith(first.recordName() + ". IN TXT ( \"v=DKIM1; ");
    assertThat(create(DkimAlgorithm.ED25519).publicKey()).hasSize(44); // 32 octets (RFC 8463 4.2)
    assertThat(keys.list()).extracting(DkimKey::state).containsOnly(State.PENDING);
    assertThat(keys.active().isEmpty()).isTrue();
  }

  @Test
  void create_nameThatIsNone_isRefused() {
    for (String domain : List.of("", "localhost", "a b.example", "x.ex\nample", "-.example.")) {
      assertThatThrownBy(() -> keys.create(domain, Optional.empty(), DkimAlgorithm.RSA, "anna"))
          .as(domain)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String selector : List.of("", "a.b", "a;b", "-a", "a".repeat(64))) {
      assertThatThrownBy(
              () -> keys.create(DOMAIN, Optional.of(selector), DkimAlgorithm.ED25519, "anna"))
          .as(selector)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void create_selectorOfARetiredKey_isRefused() {
    keys.create(DOMAIN, Optional.of("s"), DkimAlgorithm.ED25519, "anna");
    keys.retire(DOMAIN, "s", "anna");

    assertThatThrownBy(() -> keys.create(DOMAIN, Optional.of("S"), DkimAlgorithm.ED25519, "anna"))
        .hasMessageContaining("used before");
  }

  @Test
  void activate_keyBefore_isRetiredAndItsPrivateHalfGone() {
    DkimKey old = create(DkimAlgorithm.ED25519);
    DkimKey other = create(DkimAlgorithm.RSA);
    keys.activate(old, "anna");
    keys.activate(other, "anna");
    DkimKey next = create(DkimAlgorithm.ED25519);
    keys.activate(next, "anna");

    assertThat(keys.of(DOMAIN))
        .extracting(DkimKey::selector, DkimKey::state)
        .containsExactlyInAnyOrder(
            tuple(old.selector(), State.RETIRED),
            tuple(other.selector(), State.ACTIVE),
            tuple(next.selector(), State.ACTIVE));
    assertThat(row(old).sealedPrivate()).isNull();
    assertThatThrownBy(() -> keys.activate(old, "anna")).hasMessageContaining("retired");
    assertThat(keys.active().of(DOMAIN)).hasSize(2);
  }

  @Test
  void create_privateHalf_isSealedForItsRow() {
    DkimKey key = create(DkimAlgorithm.ED25519);
    keys.activate(key, "anna");
    byte[] sealed = row(key).sealedPrivate();

    // A PKCS#8 Ed25519 key begins so (RFC 8410 7).
    assertThat(HexFormat.of().formatHex(Objects.requireNonNull(sealed)))
        .doesNotContain("302e020100300506032b6570");
    assertThat(keys.active().of(DOMAIN).getFirst().toString()).doesNotContain("Private");
  }

  private DkimStore.Row row(DkimKey key) {
    return database.read(DkimStore::all).stream()
        .filter(r -> r.selector().equals(key.selector()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void changes_ofAKey_areAudited() {
    DkimKey key = create(DkimAlgorithm.ED25519);
    keys.activate(key, "bert");
    keys.retire(DOMAIN, key.selector(), "carl");

    assertThat(
            new AuditTrail(database, Stores.rootKey())
                .search(AuditFilter.ALL, 10).stream()
                    .flatMap(link -> link.event().stream())
                    .map(AuditEvent.KeyChanged.class::cast)
                    .map(e -> e.change() + " " + e.kind() + " by " + e.by()))
        .containsExactlyInAnyOrder(
            "created dkim ed25519 by anna",
            "activated dkim ed25519 by bert",
            "retired dkim ed25519 by carl");
  }

  @Test
  void signingKeys_changeByAnOperator_countsAfterHalfAMinute() {
    SigningKeys signing = new SigningKeys(keys, clock);
    DkimKey key = create(DkimAlgorithm.ED25519);
    assertThat(signing.of(DOMAIN)).isEmpty();
    keys.activate(key, "anna");
    assertThat(signing.isEmpty()).isTrue();

    clock.advance(Duration.ofSeconds(31));

    assertThat(signing.of(DOMAIN)).hasSize(1);
    assertThat(signing.of("ward.clinic.example")).hasSize(1);
    assertThat(signing.of("example")).isEmpty();
    assertThat(signing.of("notclinic.example")).isEmpty();
  }

  @Test
  void signingKeys_rowThatDoesNotOpen_itsDomainAloneWaits() {
    keys.activate(create(DkimAlgorithm.ED25519), "anna");
    keys.activate(
        keys.create("other.example", Optional.of("s"), DkimAlgorithm.ED25519, "anna"), "anna");
    Waiting.forCommit(
        database.write(tx ->
            tx.prepare("UPDATE dkim_key SET sealed_private = NULL WHERE domain = 'other.example'")
                .executeUpdate()));

    SigningKeys signing = new SigningKeys(keys, clock);
    assertThat(signing.isEmpty()).isFalse();
    assertThat(signing.of(DOMAIN)).hasSize(1);
    assertThat(signing.of("third.example")).isEmpty();
    for (String domain : List.of("other.example", "ward.other.example")) {
      assertThatThrownBy(() -> signing.of(domain))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("other.example");
    }
  }

  @Test
  void signingKeys_clockIsSetBack_areReadAgain() {
    SigningKeys signing = new SigningKeys(keys, clock);
    assertThat(signing.isEmpty()).isTrue();
    keys.activate(create(DkimAlgorithm.ED25519), "anna");

    clock.advance(Duration.ofDays(-1));

    assertThat(signing.of(DOMAIN)).hasSize(1);
  }

  @Test
  void publication_ofRecords_isToldApart() {
    DkimKey key = create(DkimAlgorithm.ED25519);
    String text = key.recordText();

    assertThat(Publication.of(key, name -> found(text))).isEqualTo(Publication.PUBLISHED);
    assertThat(Publication.of(key, name -> found("p=" + key.publicKey() + ";k=ed25519 ; t=s")))
        .isEqualTo(Publication.PUBLISHED);
    for (Answer<String> other :
        List.of(
            found(text, text), found("v=DKIM1; k=ed25519; p="), found(text.replace("k=", "x=")))) {
      assertThat(Publication.of(key, name -> other)).isEqualTo(Publication.OTHER);
    }
    assertThat(Publication.of(key, name -> new Answer.NxDomain<>())).isEqualTo(Publication.MISSING);
    assertThat(Publication.of(key, name -> new Answer.TemporaryFailure<>("no")))
        .isEqualTo(Publication.UNKNOWN);
  }

  private static Answer<String> found(String... texts) {
    return new Answer.Found<>(List.of(texts));
  }
}
