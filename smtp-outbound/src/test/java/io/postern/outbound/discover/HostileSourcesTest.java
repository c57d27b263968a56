package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DiscoverySettings;
import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.config.settings.KeySettings.Revocation;
import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.KeyRefusal;
import io.postern.core.keys.KeyState;
import io.postern.core.keys.KeyTrust;
import io.postern.core.keys.OpenPgpKey;
import io.postern.core.keys.Voucher;
import io.postern.core.keys.revocation.AuthorityFetch;
import io.postern.core.keys.revocation.RevocationService;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Meters;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import io.postern.outbound.discover.Search.Result;
import io.postern.outbound.discover.Step.Outcome;
import io.postern.outbound.protect.Gpg;
import io.postern.outbound.protect.SmimeAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that contradict each other, forget, stall or were switched off. */
class HostileSourcesTest {
  private static final Mailbox BOB = Mailbox.parse("bob@example.org");

  @TempDir private static Path keysDirectory;
  private static SmimeAuthority authority;
  private static X509Certificate root;
  private static String firstFingerprint;
  private static byte[] first;
  private static byte[] subkeyRevoked;
  private static byte[] revoked;
  private static String secondFingerprint;
  private static byte[] second;

  @TempDir private Path directory;
  private final FakeClock clock = new FakeClock(Instant.now().plus(Duration.ofMinutes(5)));
  private final FakeSource wkd = new FakeSource(Source.WKD);
  private final FakeSource records = new FakeSource(Source.OPENPGPKEY);
  private final FakeSource ldap = new FakeSource(Source.LDAP);
  private final FakeSource smimea = new FakeSource(Source.SMIMEA);
  private final CountDownLatch answersOfAuthority = new CountDownLatch(1);
  private Database database;
  private KeyDirectory keys;
  private Discovery discovery;

  @BeforeAll
  static void makeKeys() throws Exception {
    authority = new SmimeAuthority(keysDirectory);
    try (InputStream file = Files.newInputStream(keysDirectory.resolve("ca.pem"))) {
      root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
    try (Gpg gpg = new Gpg(keysDirectory)) {
      String name = gpg.person("bob@example.org", "ed25519", "cv25519");
      firstFingerprint = name.toLowerCase(Locale.ROOT);
      first = gpg.export(name, false);
      gpg.edit(name, "key 1\nrevkey\ny\n0\n\ny\nsave\n");
      subkeyRevoked = gpg.export(name, false);
      gpg.revoke(name);
      revoked = gpg.export(name, false);
    }
    try (Gpg gpg = new Gpg(keysDirectory)) {
      String name = gpg.person("bob@example.org", "ed25519", "cv25519");
      secondFingerprint = name.toLowerCase(Locale.ROOT);
      second = gpg.export(name, false);
    }
  }

  @BeforeEach
  void open() {
    database =
        SqlDatabase.open(Stores.sqliteSettings(), directory, Stores.NODE, Stores.rootKey(), clock);
    begin(settings(Duration.ofSeconds(5)));
  }

  @AfterEach
  void close() {
    answersOfAuthority.countDown();
    database.close();
  }

  private void begin(DiscoverySettings settings) {
    keys = directory(settings);
    discovery =
        new Discovery(
            settings, List.of(ldap, smimea, wkd, records), keys.discovered(), Meters.NONE, clock);
  }

  private KeyDirectory directory(DiscoverySettings settings) {
    AuthorityFetch silent =
        new AuthorityFetch() {
          @Override
          public byte[] get(URI uri, int largest) throws IOException {
            return never();
          }

          @Override
          public byte[] post(URI uri, String type, byte[] body, int largest) throws IOException {
            return never();
          }
        };
    return new KeyDirectory(
        database,
        Vault.open(database, Stores.rootKey(), clock),
        new KeyTrust(
            () -> Set.of(root),
            Revocation.UNPINNED,
            new RevocationService(silent, clock, 1 << 20),
            Duration.ofSeconds(20)),
        new DiscoveryTerms(settings),
        clock);
  }

  private byte[] never() throws IOException {
    try {
      answersOfAuthority.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
    throw new IOException("out of order");
  }

  private static DiscoverySettings settings(Duration timeout) {
    return settings(true, List.of(), List.of(Source.values()), timeout);
  }

  private static DiscoverySettings settings(
      boolean enabled, List<String> except, List<Source> sources, Duration timeout) {
    return new DiscoverySettings(
        enabled,
        except,
        sources,
        timeout,
        Duration.ofMillis(500),
        Duration.ofHours(12),
        Duration.ofHours(1),
        Duration.ofDays(3),
        "keys.example",
        List.of());
  }

  @Test
  void search_revokedAndCleanCopyInOneAnswer_revocationWins() {
    wkd.has(first, revoked);
    assertThat(search().result()).isEqualTo(Result.NOTHING);
    assertThat(used()).isEqualTo("none");
  }

  @Test
  void search_revokedCopyAtOneServerAndCleanOneAtTheNext_revocationWins() {
    wkd.has(revoked);
    records.has(Voucher.SIGNED_RECORD, first);
    Search search = search();
    assertThat(search.result()).isEqualTo(Result.NOTHING);
    assertThat(search.summary())
        .contains("wkd there: refused, " + firstFingerprint + " revoked")
        .contains("openpgpkey there: refused, " + firstFingerprint + " revoked");
    assertThat(keys.list())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.state()).isEqualTo(KeyState.REVOKED);
          assertThat(entry.addresses()).isEmpty();
        });
  }

  @Test
  void search_revokedThenGoneThenACleanCopy_isStillRefused() {
    wkd.has(first);
    search();
    wkd.has(revoked);
    search();
    wkd.none();
    search();
    assertThat(keys.discovered().findings(KeyKind.OPENPGP, BOB)).isEmpty();
    wkd.has(first);
    records.has(Voucher.SIGNED_RECORD, first);
    assertThat(search().result()).isEqualTo(Result.NOTHING);
    assertThat(used()).isEqualTo("none");
  }

  @Test
  void search_subkeyRevokedThenGoneThenACleanCopy_isStillRefused() {
    wkd.has(first);
    search();
    wkd.has(subkeyRevoked);
    assertThat(search().summary()).contains("subkey_revoked");
    wkd.none();
    search();
    records.has(first);
    assertThat(search().summary()).contains("openpgpkey there: refused").contains("subkey_revoked");
    assertThat(used()).isEqualTo("none");
  }

  @Test
  void search_cleanCopyThatAPersonImportsAfterARevocationWasSeen_isRefused() throws Exception {
    wkd.has(revoked);
    search();
    keys.add(first, KeyImport.ofRecipients("admin", "file"));
    assertThat(refusal()).isEqualTo(KeyRefusal.REVOKED);
  }

  @Test
  void search_copyWithAForgedRevocation_isNotRememberedAsRevoked() throws Exception {
    wkd.has(withForgedRevocation());
    assertThat(search().summary()).isEqualTo("wkd there: taken, " + firstFingerprint + " usable");
    assertThat(used()).isEqualTo(firstFingerprint);
    assertThat(keys.list())
        .singleElement()
        .satisfies(entry -> assertThat(entry.state()).isEqualTo(KeyState.USABLE));
  }

  /** The clean key with its own revocation, of which one bit is wrong. */
  private static byte[] withForgedRevocation() throws Exception {
    PGPPublicKeyRing clean = new PGPPublicKeyRing(first, new BcKeyFingerprintCalculator());
    PGPPublicKey bad =
        new PGPPublicKeyRing(revoked, new BcKeyFingerprintCalculator()).getPublicKey();
    byte[] revocation = bad.getSignaturesOfType(PGPSignature.KEY_REVOCATION).next().getEncoded();
    revocation[revocation.length - 1] ^= 1;
    PGPSignature forged =
        ((PGPSignatureList) new BcPGPObjectFactory(revocation).nextObject()).get(0);
    PGPPublicKey primary = PGPPublicKey.addCertification(clean.getPublicKey(), forged);
    return PGPPublicKeyRing.insertPublicKey(clean, primary).getEncoded();
  }

  @Test
  void openPgp_discoveryIsSwitchedOffOrTheDomainExcepted_foundKeyIsNotUsed() {
    wkd.has(first);
    search();
    Duration timeout = Duration.ofSeconds(5);
    List<Source> all = List.of(Source.values());
    for (DiscoverySettings other :
        List.of(
            settings(false, List.of(), all, timeout),
            settings(true, List.of("example.org"), all, timeout),
            settings(true, List.of(".org"), all, timeout),
            settings(true, List.of(), List.of(Source.OPENPGPKEY), timeout))) {
      keys = directory(other);
      assertThat(refusal()).isEqualTo(KeyRefusal.FINDING_LAPSED);
      assertThat(keys.list())
          .singleElement()
          .satisfies(entry -> assertThat(entry.refusal()).contains(KeyRefusal.FINDING_LAPSED));
    }
    keys = directory(settings(timeout));
    assertThat(used()).isEqualTo(firstFingerprint);
  }

  @Test
  void openPgp_keepIsOver_notUsedThoughNobodySearchedYet() {
    wkd.has(first);
    search();
    clock.advance(Duration.ofHours(12).plusDays(3).minusMinutes(10));
    assertThat(used()).isEqualTo(firstFingerprint);
    clock.advance(Duration.ofMinutes(10));
    assertThat(refusal()).isEqualTo(KeyRefusal.FINDING_LAPSED);
  }

  @Test
  void openPgp_unpinnedAfterItsSourceDroppedIt_notUsed() {
    wkd.has(first);
    search();
    keys.pin("bob@example.org", firstFingerprint, true, "admin");
    wkd.none();
    search();
    assertThat(used()).isEqualTo(firstFingerprint);
    keys.pin("bob@example.org", firstFingerprint, false, "admin");
    assertThat(refusal()).isEqualTo(KeyRefusal.FINDING_LAPSED);
  }

  @Test
  void search_keyImportedUntrustedIsFoundAndThenDropped_importStays() throws Exception {
    keys.add(first, KeyImport.ofRecipients("admin", "file").untrusted());
    assertThat(refusal()).isEqualTo(KeyRefusal.UNTRUSTED);
    wkd.has(first);
    search();
    assertThat(used()).isEqualTo(firstFingerprint);
    wkd.none();
    search();
    assertThat(refusal()).isEqualTo(KeyRefusal.UNTRUSTED);
    assertThat(keys.list())
        .singleElement()
        .satisfies(entry -> assertThat(entry.addresses()).containsExactly("bob@example.org"));
  }

  @Test
  void remove_foundKey_findingsGoWithIt() {
    wkd.has(first);
    search();
    keys.remove(firstFingerprint, "admin");
    assertThat(keys.discovered().findings(KeyKind.OPENPGP, BOB)).isEmpty();
  }

  @Test
  void search_weakerSourceHasAnotherKey_strongerOneStaysWhileItIsGiven() {
    records.has(Voucher.SIGNED_RECORD, first);
    search();
    wkd.has(second);
    assertThat(search().steps())
        .extracting(Step::outcome)
        .containsExactly(Outcome.WEAKER, Outcome.TAKEN);
    assertThat(used()).isEqualTo(firstFingerprint);
    records.fails();
    assertThat(search().result()).isEqualTo(Result.KEPT);
    assertThat(used()).isEqualTo(firstFingerprint);
    records.none();
    assertThat(search().result()).isEqualTo(Result.FOUND);
    assertThat(used()).isEqualTo(secondFingerprint);
  }

  @Test
  void search_weakerSourceHasTheSameCertificate_strongerWordStays() {
    byte[] certificate = der(authority.person("same", "P-256", "bob@example.org"));
    smimea.has(Voucher.SIGNED_RECORD, certificate);
    searchSmime();
    ldap.has(Voucher.NOBODY, certificate);
    smimea.fails();
    assertThat(searchSmime().steps())
        .extracting(Step::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.KEPT);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
    assertThat(discovery.origin(KeyKind.SMIME, BOB))
        .containsEntry("key_source", "smimea")
        .containsEntry("key_vouched_by", "dnssec");
  }

  @Test
  void search_authorityThatNeverAnswers_endsInTime() {
    begin(settings(Duration.ofMillis(700)));
    smimea.has(Voucher.SIGNED_RECORD, der(askedFor("slow")));
    long started = System.nanoTime();
    Search search = searchSmime();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    assertThat(search.result()).isEqualTo(Result.FAILED);
    assertThat(search.summary()).contains("smimea there: failed, could not be judged in time");
  }

  @Test
  void search_backedCertificateWhoseRevocationIsUnknown_isRefusedUnlessPinned() throws Exception {
    answersOfAuthority.countDown();
    byte[] certificate = der(askedFor("unknown"));
    smimea.has(Voucher.SIGNED_RECORD, certificate);
    assertThat(searchSmime().summary())
        .contains("smimea there: refused")
        .contains("revocation_unknown");
    keys.add(certificate, KeyImport.ofRecipients("admin", "file"));
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
  }

  @Test
  void ask_tooSlow_isNotInterrupted() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    wkd.says(_ -> {
      try {
        go.await();
      } catch (InterruptedException e) {
        interrupted.set(true);
      }
      done.countDown();
      return new SourceAnswer.None("there", "late");
    });
    assertThat(search().result()).isEqualTo(Result.FAILED);
    go.countDown();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted).isFalse();
  }

  @Test
  void search_sourceThatSaysALot_onlySoMuchIsWrittenDown() {
    wkd.says(_ -> new SourceAnswer.None("there\n", "x".repeat(100_000) + "\nforged line"));
    assertThat(search().summary()).hasSizeLessThan(5000).startsWith("wkd there?: none, xxx");
  }

  /** One whose authority answers at a server that nobody listens at. */
  private static Path askedFor(String name) {
    return authority.certificate(
        name,
        "P-256",
        "subjectAltName=email:bob@example.org\nkeyUsage=critical,digitalSignature,keyAgreement\n"
            + "extendedKeyUsage=emailProtection\n"
            + "authorityInfoAccess=OCSP;URI:http://ocsp.example/");
  }

  private Search search() {
    return discovery.search(KeyKind.OPENPGP, BOB);
  }

  private Search searchSmime() {
    return discovery.search(KeyKind.SMIME, BOB);
  }

  private String used() {
    return keys.openPgp(BOB) instanceof KeyDecision.Use<OpenPgpKey> use
        ? use.key().fingerprint()
        : "none";
  }

  private KeyRefusal refusal() {
    return ((KeyDecision.Refuse<OpenPgpKey>) keys.openPgp(BOB)).reason();
  }

  private static byte[] der(Path pem) {
    try {
      String text = Files.readString(pem, StandardCharsets.US_ASCII);
      return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
