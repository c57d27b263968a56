package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.config.settings.DiscoverySettings;
import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditFilter;
import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyEntry;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.KeyRefusal;
import io.postern.core.keys.KeyTrust;
import io.postern.core.keys.OpenPgpKey;
import io.postern.core.keys.Standing;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.FakeMeters;
import io.postern.core.testing.Stores;
import io.postern.core.trail.AuditTrail;
import io.postern.outbound.discover.Search.Result;
import io.postern.outbound.discover.Step.Outcome;
import io.postern.outbound.protect.Gpg;
import io.postern.outbound.protect.SmimeAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which key is taken from whom, when, for how long, and what stands of it in the audit trail. */
class DiscoveryTest {
  private static final Mailbox BOB = Mailbox.parse("bob@example.org");

  @TempDir private static Path keysDirectory;
  private static Gpg gpg;
  private static SmimeAuthority authority;
  private static byte[] first;
  private static byte[] second;
  private static byte[] others;
  private static byte[] revoked;
  private static String firstFingerprint;
  private static String secondFingerprint;

  @TempDir private Path directory;
  private final FakeClock clock = new FakeClock(Instant.now().plus(Duration.ofMinutes(5)));
  private final FakeMeters meters = new FakeMeters();
  private final FakeSource wkd = new FakeSource(Source.WKD);
  private final FakeSource records = new FakeSource(Source.OPENPGPKEY);
  private final FakeSource ldap = new FakeSource(Source.LDAP);
  private final FakeSource smimea = new FakeSource(Source.SMIMEA);
  private Database database;
  private KeyDirectory keys;
  private Discovery discovery;

  @BeforeAll
  static void makeKeys() throws IOException {
    authority = new SmimeAuthority(keysDirectory);
    gpg = new Gpg(keysDirectory);
    firstFingerprint = gpg.person("bob@example.org", "ed25519", "cv25519").toLowerCase(Locale.ROOT);
    first = gpg.export(firstFingerprint, false);
    gpg.revoke(firstFingerprint.toUpperCase(Locale.ROOT));
    revoked = gpg.export(firstFingerprint, false);
    try (Gpg other = new Gpg(keysDirectory)) {
      secondFingerprint =
          other.person("bob@example.org", "ed25519", "cv25519").toLowerCase(Locale.ROOT);
      second = other.export("bob@example.org", true);
      other.person("eve@example.org", "ed25519", "cv25519");
      others = other.export("eve@example.org", false);
    }
  }

  @AfterAll
  static void endGpg() {
    gpg.close();
  }

  @BeforeEach
  void open() {
    database =
        SqlDatabase.open(Stores.sqliteSettings(), directory, Stores.NODE, Stores.rootKey(), clock);
    keys = directory(settings(Duration.ofSeconds(5)));
    discovery = discovery(settings(Duration.ofSeconds(5)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static DiscoverySettings settings(Duration timeout) {
    return new DiscoverySettings(
        true,
        List.of("local.example", ".private.example"),
        List.of(Source.values()),
        timeout,
        Duration.ofSeconds(2),
        Duration.ofHours(12),
        Duration.ofHours(1),
        Duration.ofDays(3),
        "keys.example",
        List.of());
  }

  private KeyDirectory directory(DiscoverySettings settings) {
    return new KeyDirectory(
        database,
        Vault.open(database, Stores.rootKey(), clock),
        KeyTrust.ofPersonsAlone(),
        new DiscoveryTerms(settings),
        clock);
  }

  private Discovery discovery(DiscoverySettings settings) {
    return new Discovery(
        settings, List.of(ldap, smimea, wkd, records), keys.discovered(), meters, clock);
  }

  @Test
  void ensure_keyAtTheFirstSource_isUsedAndTheNextIsNotAsked() {
    wkd.has(first);
    records.has(second);
    Search search = ensure();
    assertThat(search.result()).isEqualTo(Result.FOUND);
    assertThat(search.summary()).isEqualTo("wkd there: taken, " + firstFingerprint + " usable");
    assertThat(used()).isEqualTo(firstFingerprint);
    assertThat(records.asked()).isZero();
    assertThat(discovery.origin(KeyKind.OPENPGP, BOB))
        .containsEntry("key_source", "wkd")
        .containsEntry("key_place", "there")
        .containsEntry("key_vouched_by", "https");
    assertThat(events())
        .containsExactly(
            new AuditEvent.KeyDiscovered(
                "openpgp",
                "bob@example.org",
                List.of(firstFingerprint),
                List.of(),
                "wkd",
                "there",
                search.summary()));
    assertThat(meters.counted("postern_key_searches source=wkd outcome=taken")).isOne();
  }

  @Test
  void ensure_keyIsThere_nobodyIsAskedUntilItIsStale() {
    wkd.has(first);
    ensure();
    clock.advance(Duration.ofHours(11));
    assertThat(ensure().result()).isEqualTo(Result.NOT_NEEDED);
    assertThat(wkd.asked()).isOne();
    clock.advance(Duration.ofHours(2));
    assertThat(ensure().result()).isEqualTo(Result.FOUND);
    assertThat(wkd.asked()).isEqualTo(2);
    assertThat(events()).hasSize(1); // what is only confirmed is no event
  }

  @Test
  void ensure_noKeyAnywhere_nobodyLooksAgainForAWhile() {
    assertThat(ensure().result()).isEqualTo(Result.NOTHING);
    assertThat(ensure().result()).isEqualTo(Result.NOTHING);
    assertThat(wkd.asked()).isOne();
    clock.advance(Duration.ofMinutes(61));
    wkd.has(first);
    assertThat(ensure().result()).isEqualTo(Result.FOUND);
  }

  @Test
  void ensure_sourceFails_nextIsAskedAndTheFirstAgainSoon() {
    wkd.fails();
    assertThat(ensure().steps())
        .extracting(Step::outcome)
        .containsExactly(Outcome.FAILED, Outcome.NONE);
    clock.advance(Duration.ofMinutes(2));
    records.has(second);
    assertThat(ensure().result()).isEqualTo(Result.FOUND);
    assertThat(used()).isEqualTo(secondFingerprint);
  }

  @Test
  void ensure_keyOfAnotherAddress_refusedAndNotFiled() {
    wkd.has(others);
    Search search = ensure();
    assertThat(search.result()).isEqualTo(Result.NOTHING);
    assertThat(search.summary()).contains("refused").contains("name_mismatch");
    assertThat(keys.list()).isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void ensure_severalKeysInOneAnswer_usableOnesAreTaken() {
    byte[] both = new byte[revoked.length + others.length];
    System.arraycopy(revoked, 0, both, 0, revoked.length);
    System.arraycopy(others, 0, both, revoked.length, others.length);
    wkd.has(both, second);
    assertThat(ensure().summary())
        .contains(firstFingerprint + " revoked")
        .contains("name_mismatch")
        .contains(secondFingerprint + " usable");
    assertThat(used()).isEqualTo(secondFingerprint);
    assertThat(keys.list())
        .filteredOn(entry -> !entry.addresses().isEmpty())
        .extracting(KeyEntry::fingerprint)
        .containsExactly(secondFingerprint);
  }

  @Test
  void ensure_nothingThatCouldBeAKey_refused() {
    wkd.has("<html>not found</html>".getBytes(StandardCharsets.US_ASCII));
    assertThat(ensure().summary()).contains("wkd there: refused, 1 unreadable");
  }

  @Test
  void ensure_revokedAtRefresh_notUsedAnyMoreNorFromAnotherSource() {
    wkd.has(first);
    ensure();
    clock.advance(Duration.ofHours(13));
    wkd.has(revoked);
    records.has(first);
    Search search = ensure();
    assertThat(search.result()).isEqualTo(Result.NOTHING);
    assertThat(search.summary())
        .contains("wkd there: refused")
        .contains("openpgpkey there: refused");
    assertThat(refusal()).isEqualTo(KeyRefusal.REVOKED);
  }

  @Test
  void ensure_revocationAtTheFirstSightAndACleanCopyLater_cleanCopyIsStillRefused() {
    wkd.has(first);
    ensure();
    clock.advance(Duration.ofHours(13));
    wkd.has(revoked);
    ensure();
    clock.advance(Duration.ofHours(2));
    wkd.has(first);
    assertThat(ensure().result()).isEqualTo(Result.NOTHING);
    assertThat(refusal()).isEqualTo(KeyRefusal.REVOKED);
  }

  @Test
  void ensure_anotherKeyAtRefresh_takesThePlaceWithAnEvent() {
    wkd.has(first);
    ensure();
    clock.advance(Duration.ofHours(13));
    wkd.has(second);
    ensure();
    assertThat(used()).isEqualTo(secondFingerprint);
    assertThat(keys.list()).hasSize(1);
    assertThat(events())
        .last()
        .satisfies(e -> {
          assertThat(e.taken()).containsExactly(secondFingerprint);
          assertThat(e.dropped()).containsExactly(firstFingerprint);
        });
  }

  @Test
  void ensure_keyIsGoneAtRefresh_notUsedAnyMore() {
    wkd.has(first);
    ensure();
    clock.advance(Duration.ofHours(13));
    wkd.none();
    assertThat(ensure().result()).isEqualTo(Result.NOTHING);
    assertThat(refusal()).isEqualTo(KeyRefusal.NO_KEY);
    assertThat(events()).hasSize(2);
  }

  @Test
  void ensure_sourceOfTheKeyIsSilent_keptForAWhileAndNobodyElseIsAsked() {
    wkd.has(first);
    ensure();
    wkd.fails();
    records.has(second);
    clock.advance(Duration.ofHours(13));
    assertThat(ensure().result()).isEqualTo(Result.KEPT);
    assertThat(used()).isEqualTo(firstFingerprint);
    assertThat(records.asked()).isZero();
    clock.advance(Duration.ofDays(4));
    assertThat(ensure().result()).isEqualTo(Result.FOUND);
    assertThat(used()).isEqualTo(secondFingerprint);
  }

  @Test
  void ensure_sourceIsSilentForTooLong_keyIsNotUsedAnyMore() {
    wkd.has(first);
    ensure();
    wkd.fails();
    clock.advance(Duration.ofDays(5));
    assertThat(ensure().result()).isEqualTo(Result.FAILED);
    assertThat(refusal()).isEqualTo(KeyRefusal.NO_KEY);
  }

  @Test
  void ensure_keyPinnedByAPerson_nobodyIsAskedNorOutranksIt() throws Exception {
    keys.add(second, KeyImport.ofRecipients("admin", "file"));
    wkd.has(first);
    assertThat(ensure().result()).isEqualTo(Result.NOT_NEEDED);
    assertThat(discovery.search(KeyKind.OPENPGP, BOB).result()).isEqualTo(Result.FOUND);
    assertThat(used()).isEqualTo(secondFingerprint);
    assertThat(discovery.origin(KeyKind.OPENPGP, BOB)).isEmpty();
  }

  @Test
  void ensure_pinnedKeyIsFoundAndThenGone_pinStays() throws Exception {
    keys.add(first, KeyImport.ofRecipients("admin", "file"));
    wkd.has(first);
    discovery.search(KeyKind.OPENPGP, BOB);
    wkd.none();
    discovery.search(KeyKind.OPENPGP, BOB);
    assertThat(used()).isEqualTo(firstFingerprint);
  }

  @Test
  void ensure_keyThatAPersonDistrusts_isNotTakenAgain() {
    wkd.has(first);
    ensure();
    keys.stand(firstFingerprint, Standing.Verdict.DISTRUSTED, "", "admin");
    assertThat(ensure().summary()).contains("distrusted");
    assertThat(refusal()).isEqualTo(KeyRefusal.DISTRUSTED);
  }

  @Test
  void ensure_domainExcepted_nobodyIsAsked() {
    for (String address : List.of("a@local.example", "a@x.private.example", "a@[192.0.2.1]")) {
      assertThat(discovery.ensure(KeyKind.OPENPGP, Mailbox.parse(address)).result())
          .isEqualTo(Result.OFF);
    }
    assertThat(wkd.asked()).isZero();
  }

  @Test
  void ensure_sourceThatNeverAnswers_endsInTimeAndCostsNothingAfterAFewTimes() {
    discovery = discovery(settings(Duration.ofMillis(200)));
    CountDownLatch never = new CountDownLatch(1);
    wkd.says(_ -> await(never));
    long started = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      Search search =
          discovery.ensure(KeyKind.OPENPGP, Mailbox.parse("person" + i + "@example.org"));
      assertThat(search.result()).isEqualTo(Result.FAILED);
    }
    assertThat(wkd.asked()).isEqualTo(3);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    assertThat(meters.counted("postern_key_searches source=wkd outcome=skipped")).isEqualTo(17);
    never.countDown();
    clock.advance(Duration.ofMinutes(2));
    wkd.has(first);
    assertThat(ensure().result()).isEqualTo(Result.FOUND);
  }

  @Test
  void ensure_sourceWithADefect_failedAndTheNextIsAsked() {
    wkd.says(_ -> {
      throw new IllegalStateException("a defect");
    });
    records.has(second);
    assertThat(ensure().result()).isEqualTo(Result.FOUND);
  }

  @Test
  void ensure_manyAtOnce_oneSearch() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    wkd.says(_ -> {
      await(go);
      return new SourceAnswer.Found("there", List.of(first), Voucher.DOMAIN_SERVER);
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Search>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(threads.submit(this::ensure));
      }
      go.countDown();
      for (Future<Search> one : all) {
        assertThat(one.get().result()).isIn(Result.FOUND, Result.NOT_NEEDED);
      }
    }
    assertThat(wkd.asked()).isOne();
  }

  @Test
  void ensure_certificateWithoutPath_refusedUntilItsAuthorityIsTrusted() throws Exception {
    byte[] certificate = certificate("path");
    ldap.has(Voucher.NOBODY, certificate);
    assertThat(ensureSmime().summary()).contains("ldap there: refused").contains("no_path");
    String root =
        keys.add(
                Files.readAllBytes(keysDirectory.resolve("ca.pem")),
                KeyImport.ofRecipients("admin", "ca"))
            .getFirst()
            .fingerprint();
    keys.stand(root, Standing.Verdict.TRUSTED, "", "admin");
    assertThat(discovery.search(KeyKind.SMIME, BOB).result()).isEqualTo(Result.FOUND);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
  }

  @Test
  void ensure_certificateInASignedRecord_needsNoPath() throws Exception {
    smimea.has(Voucher.SIGNED_RECORD, certificate("record"));
    assertThat(ensureSmime().result()).isEqualTo(Result.FOUND);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
    assertThat(keys.list().getFirst().refusal()).isEmpty();
    clock.advance(Duration.ofHours(13));
    smimea.none();
    assertThat(ensureSmime().result()).isEqualTo(Result.NOTHING);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Refuse.class);
  }

  @Test
  void ensure_certificateOfADirectoryWithDigestInASignedRecord_isUsed() throws Exception {
    byte[] certificate = certificate("both");
    ldap.has(Voucher.NOBODY, certificate);
    smimea.says(query -> {
      assertThat(query.known()).containsExactly(certificate);
      return new SourceAnswer.Found("there", query.known(), Voucher.SIGNED_RECORD);
    });
    assertThat(ensureSmime().steps())
        .extracting(Step::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.TAKEN);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
  }

  @Test
  void ensure_pkcs12InsteadOfACertificate_isNotOpened() {
    authority.person("locked", "P-256", "bob@example.org");
    byte[] file = read(authority.pkcs12("locked"));
    smimea.has(Voucher.SIGNED_RECORD, file);
    assertThat(ensureSmime().summary()).contains("unreadable");
  }

  private Search ensure() {
    return discovery.ensure(KeyKind.OPENPGP, BOB);
  }

  private Search ensureSmime() {
    return discovery.ensure(KeyKind.SMIME, BOB);
  }

  private String used() {
    return keys.openPgp(BOB) instanceof KeyDecision.Use<OpenPgpKey> use
        ? use.key().fingerprint()
        : "none";
  }

  private KeyRefusal refusal() {
    return ((KeyDecision.Refuse<OpenPgpKey>) keys.openPgp(BOB)).reason();
  }

  private static byte[] certificate(String name) {
    byte[] pem = read(authority.person(name, "P-256", "bob@example.org"));
    String text = new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
    return java.util.Base64.getMimeDecoder().decode(text);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** In the order in which they happened. */
  private List<AuditEvent.KeyDiscovered> events() {
    return new AuditTrail(database, Stores.rootKey())
        .search(AuditFilter.ALL, 100).reversed().stream()
            .filter(link -> link.type().equals("key_discovered"))
            .map(link -> Json.read(link.body(), AuditEvent.KeyDiscovered.class))
            .toList();
  }

  private static SourceAnswer await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new SourceAnswer.None("there", "late");
  }
}
