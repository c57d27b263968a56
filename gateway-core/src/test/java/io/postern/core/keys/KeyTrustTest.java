package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.KeySettings.Revocation;
import io.postern.core.keys.Standing.Verdict;
import io.postern.core.keys.revocation.AuthorityFetch;
import io.postern.core.keys.revocation.RevocationService;
import io.postern.core.model.Mailbox;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.OpensslAuthority;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who vouches for a recipient's certificate: a person, or a path to an authority. */
class KeyTrustTest {
  private static final Mailbox BOB = Mailbox.parse("bob@example.net");
  private static final KeyImport PINNED = KeyImport.ofRecipients("admin", "test");
  private static final KeyImport FOUND =
      KeyImport.found(KeyOrigin.HARVEST, "harvest", "ldap.example.net", "ldap", "bob@example.net");

  @TempDir static Path files;
  private static SqlDatabase database;
  private static Vault vault;
  private static OpensslAuthority root;
  private static OpensslAuthority middle;
  private static OpensslAuthority webOnly;
  private static Path leaf;

  private Set<X509Certificate> roots = Set.of();
  private KeyDirectory keys = directory();

  @BeforeAll
  static void make() throws IOException {
    database = Stores.open(Stores.sqliteSettings(), files);
    vault = Vault.open(database, Stores.rootKey(), InstantSource.system());
    root = OpensslAuthority.root(files, "Root");
    middle = root.below(files, "Middle", "");
    webOnly = root.below(files, "Web", "extendedKeyUsage=serverAuth\n");
    leaf = middle.person("bob", "bob@example.net", "");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void open() {
    roots = Set.of(root.certificate());
    keys = directory();
  }

  @AfterEach
  void empty() {
    keys.list().forEach(entry -> keys.remove(entry.fingerprint(), "test"));
  }

  @Test
  void smime_foundWithItsChain_isUsedByItsPath() throws Exception {
    KeyEntry entry = keys.add(OpensslAuthority.bundle(leaf, middle.file()), FOUND).getFirst();
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
    assertThat(entry.state()).isEqualTo(KeyState.USABLE);
    assertThat(entry.provenance().origin()).isEqualTo(KeyOrigin.HARVEST);
    assertThat(entry.provenance().verified()).isEqualTo("ldap");
    assertThat(entry.pins()).isEmpty();
  }

  @Test
  void smime_foundUnderAnUnknownRoot_isNeverUsedWithoutPath() throws Exception {
    roots = Set.of();
    keys.add(OpensslAuthority.bundle(leaf, middle.file(), root.file()), FOUND);
    assertRefused(KeyRefusal.NO_PATH);
    assertThat(keys.list().getFirst().state()).isEqualTo(KeyState.UNTRUSTED);
  }

  @Test
  void smime_importedUntrusted_needsAPathToo() throws Exception {
    roots = Set.of();
    keys.add(Files.readAllBytes(leaf), PINNED.untrusted());
    assertRefused(KeyRefusal.NO_PATH);
  }

  @Test
  void smime_authorityInBetweenImportedLater_makesThePath() throws Exception {
    keys.add(Files.readAllBytes(leaf), FOUND);
    assertRefused(KeyRefusal.NO_PATH);
    KeyEntry filed = keys.add(Files.readAllBytes(middle.file()), PINNED).getFirst();
    assertThat(filed.purpose()).isEqualTo(KeyPurpose.AUTHORITY);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
  }

  @Test
  void stand_authorityTrustedThenDistrusted_pathsFollow() throws Exception {
    roots = Set.of();
    keys.add(OpensslAuthority.bundle(leaf, middle.file()), FOUND);
    String authority = keys.add(Files.readAllBytes(root.file()), PINNED).getFirst().fingerprint();
    assertRefused(KeyRefusal.NO_PATH);
    KeyEntry trusted = keys.stand(authority, Verdict.TRUSTED, "", "admin").getFirst();
    assertThat(trusted.state()).isEqualTo(KeyState.TRUSTED);
    assertThat(trusted.standing().by()).isEqualTo("admin");
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
    roots = Set.of(root.certificate());
    keys.stand(authority, Verdict.DISTRUSTED, "", "admin");
    assertRefused(KeyRefusal.NO_PATH);
  }

  @Test
  void smime_authorityForWebServersAlone_certifiesNobodyForMail() throws Exception {
    Path web = webOnly.person("webby", "bob@example.net", "");
    keys.add(OpensslAuthority.bundle(web, webOnly.file()), FOUND);
    assertRefused(KeyRefusal.AUTHORITY_NOT_FOR_MAIL);
  }

  @Test
  void smime_signedWithSha1OnThePath_isRefused() throws Exception {
    Path old =
        root.certificate(
            "old",
            "P-256",
            "subjectAltName=email:bob@example.net\nkeyUsage=keyAgreement",
            "-md sha1");
    keys.add(Files.readAllBytes(old), FOUND);
    assertRefused(KeyRefusal.WEAK_PATH);
  }

  @Test
  void smime_nameOutsideTheConstraintsOfItsAuthority_hasNoPath() throws Exception {
    OpensslAuthority narrow =
        root.below(files, "Narrow", "nameConstraints=critical,permitted;email:clinic.example\n");
    Path outside = narrow.person("outside", "bob@example.net", "");
    keys.add(OpensslAuthority.bundle(outside, narrow.file()), FOUND);
    assertRefused(KeyRefusal.NO_PATH);
  }

  @Test
  void smime_issuedByALeaf_hasNoPath() throws Exception {
    OpensslAuthority forger = root.below(files, "Forger", "");
    Path honest = root.person("honest", "eve@example.net", "");
    Files.copy(honest, forger.file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        honest.resolveSibling("honest.key"),
        forger.file().resolveSibling("ca.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Path forged = forger.person("forged", "bob@example.net", "");
    keys.add(OpensslAuthority.bundle(forged, honest), FOUND);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Refuse.class);
    assertThat(keys.list()).extracting(KeyEntry::refusal).contains(Optional.of(KeyRefusal.NO_PATH));
  }

  @Test
  void smime_namesakeOfItsAuthorityComesFirst_isUsedByTheOneThatSigned() throws Exception {
    OpensslAuthority namesake =
        OpensslAuthority.root(files, "Elsewhere")
            .below(Files.createDirectory(files.resolve("namesakes")), "Middle", "");
    keys.add(OpensslAuthority.bundle(leaf, namesake.file(), middle.file()), FOUND);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
    assertThat(keys.facts(keys.list().getFirst())).containsEntry("chain", "CN=Middle");
  }

  @Test
  void add_moreAuthoritiesAboveThanAreKept_isRefusedWithTheReason() throws Exception {
    List<Path> path = new ArrayList<>();
    OpensslAuthority last = root;
    for (int i = 1; i <= 9; i++) {
      last = last.below(files, "Level" + i, "");
      path.addFirst(last.file());
    }
    path.addFirst(last.person("deep", "bob@example.net", ""));
    byte[] all = OpensslAuthority.bundle(path.toArray(Path[]::new));
    assertThatThrownBy(() -> keys.add(all, PINNED))
        .isInstanceOf(KeyImportException.class)
        .hasMessageContaining("more than 8 certificates of authorities");
    assertThat(keys.list()).isEmpty();
  }

  @Test
  void stand_authorityDistrusted_itsOtherCertificatesAreToo() throws Exception {
    OpensslAuthority other = OpensslAuthority.root(files, "Crossing");
    Path request = root.file().resolveSibling("Middle.csr");
    other.run(
        "ca -batch -notext -config ca.cnf -in %s -extfile %s -out cross.pem"
            .formatted(request, root.file().resolveSibling("Middle.ext")));
    Path cross = other.file().resolveSibling("cross.pem");
    roots = Set.of(other.certificate());
    keys.add(OpensslAuthority.bundle(leaf, cross), FOUND);
    assertThat(keys.smime(BOB)).isInstanceOf(KeyDecision.Use.class);
    String authority = keys.add(Files.readAllBytes(middle.file()), PINNED).getFirst().fingerprint();
    keys.stand(authority, Verdict.DISTRUSTED, "", "admin");
    assertRefused(KeyRefusal.NO_PATH);
  }

  @Test
  void pin_address_isExclusiveAndNeedsNoPath() throws Exception {
    Path other = root.person("other", "bob@example.net", "");
    String pinned = keys.add(Files.readAllBytes(leaf), FOUND).getFirst().fingerprint();
    String path = keys.add(Files.readAllBytes(other), FOUND).getFirst().fingerprint();
    assertThat(used()).isEqualTo(path);
    assertThat(keys.pin("Bob@example.net", pinned, true, "admin")).hasSize(1);
    assertThat(used()).isEqualTo(pinned);
    assertThat(entry(path).refusal()).contains(KeyRefusal.NOT_PINNED);
    keys.stand(pinned, Verdict.REVOKED, "keyCompromise", "admin");
    assertRefused(KeyRefusal.REVOKED_HERE);
    keys.pin("bob@example.net", pinned, false, "admin");
    assertThat(used()).isEqualTo(path);
  }

  @Test
  void addAll_anotherKeyIsPinnedForAnAddress_keepsItAndTellsForWhich() throws Exception {
    String pinned = keys.add(Files.readAllBytes(leaf), PINNED).getFirst().fingerprint();
    Path two = twoNames("rival");
    ImportReport report = keys.addAll(two, PINNED);
    String rival = report.imported().getFirst().fingerprint();
    assertThat(report.conflicts())
        .containsExactly(new PinConflict(rival, "bob@example.net", List.of(pinned)));
    assertThat(used()).isEqualTo(pinned);
    assertThat(entry(rival).pins()).extracting(Pin::address).containsExactly("carl@example.net");
    assertThat(entry(rival).refusals()).containsOnlyKeys("bob@example.net");
    keys.pin("bob@example.net", rival, true, "admin");
    assertThat(keys.addAll(two, PINNED).conflicts()).as("a person decided").isEmpty();
  }

  @Test
  void add_twoKeysOfOneFile_areBothPinned() throws Exception {
    Path other = root.person("second", "bob@example.net", "");
    keys.add(OpensslAuthority.bundle(leaf, other), PINNED);
    assertThat(keys.list()).extracting(entry -> entry.pins().size()).containsExactly(1, 1);
  }

  @Test
  void add_fileThatHoldsThePinnedKeyToo_doesNotPinTheOther() throws Exception {
    String pinned = keys.add(Files.readAllBytes(leaf), PINNED).getFirst().fingerprint();
    Path other = root.person("beside", "bob@example.net", "");
    keys.add(OpensslAuthority.bundle(leaf, other), PINNED);
    assertThat(used()).isEqualTo(pinned);
  }

  private static Path twoNames(String name) {
    return root.certificate(
        name,
        "P-256",
        "subjectAltName=email:bob@example.net,email:carl@example.net\nkeyUsage=keyAgreement",
        "");
  }

  @Test
  void expiring_refusedForOneOfItsAddresses_isListedForTheOther() throws Exception {
    keys.add(Files.readAllBytes(leaf), PINNED);
    String two = keys.add(Files.readAllBytes(twoNames("ageing")), PINNED).getFirst().fingerprint();
    assertThat(entry(two).refusal()).contains(KeyRefusal.NOT_PINNED);
    assertThat(entry(two).usableFor()).containsExactly("carl@example.net");
    assertThat(keys.expiring(Duration.ofDays(400))).extracting(KeyEntry::fingerprint).contains(two);
  }

  @Test
  void stand_trustAfterAWordAgainst_isRefusedUntilThatIsTakenBack() throws Exception {
    String key = keys.add(Files.readAllBytes(leaf), PINNED).getFirst().fingerprint();
    keys.stand(key, Verdict.DISTRUSTED, "", "admin");
    assertThatThrownBy(() -> keys.stand(key, Verdict.TRUSTED, "", "admin"))
        .isInstanceOf(StandingException.class)
        .hasMessage("the key was distrusted by admin");
    keys.restore(key, false, "admin");
    assertThat(used()).isEqualTo(key);
    keys.stand(key, Verdict.REVOKED, "keyCompromise", "admin");
    for (Verdict less : List.of(Verdict.TRUSTED, Verdict.DISTRUSTED)) {
      assertThatThrownBy(() -> keys.stand(key, less, "", "admin"))
          .isInstanceOf(StandingException.class);
    }
    assertThatThrownBy(() -> keys.restore(key, false, "admin"))
        .isInstanceOf(StandingException.class);
    assertRefused(KeyRefusal.REVOKED_HERE);
    assertThat(keys.restore(key, true, "admin").getFirst().state()).isEqualTo(KeyState.PINNED);
    assertThat(used()).isEqualTo(key);
  }

  @Test
  void pin_keyThatCanNoLongerBeRead_stillShutsOutOthers() throws Exception {
    String pinned = keys.add(Files.readAllBytes(leaf), PINNED).getFirst().fingerprint();
    keys.add(Files.readAllBytes(root.person("later", "bob@example.net", "")), FOUND);
    byte[] read = publicPart(pinned, new byte[] {1});
    keys = directory();
    assertRefused(KeyRefusal.NO_KEY);
    publicPart(pinned, read);
    keys = directory();
    assertThat(used()).isEqualTo(pinned);
  }

  /** Puts something else in its place; what was there. */
  private static byte[] publicPart(String fingerprint, byte[] octets) {
    return database
        .write(tx -> {
          PreparedStatement before =
              tx.prepare("SELECT public_part FROM directory_key WHERE fingerprint = ?");
          before.setString(1, fingerprint);
          byte[] found;
          try (ResultSet rs = before.executeQuery()) {
            assertThat(rs.next()).isTrue();
            found = rs.getBytes(1);
          }
          PreparedStatement after =
              tx.prepare("UPDATE directory_key SET public_part = ? WHERE fingerprint = ?");
          after.setBytes(1, octets);
          after.setString(2, fingerprint);
          assertThat(after.executeUpdate()).isOne();
          return found;
        })
        .join();
  }

  @Test
  void pin_addressThatTheKeyDoesNotServe_isRefused() throws Exception {
    String key = keys.add(Files.readAllBytes(leaf), FOUND).getFirst().fingerprint();
    assertThat(keys.pin("eve@example.net", key, true, "admin")).isEmpty();
    assertThat(keys.pin("bob@example.net", "00", true, "admin")).isEmpty();
  }

  @Test
  void add_revokedKeyAgain_staysRevokedAndPinned() throws Exception {
    String key = keys.add(Files.readAllBytes(leaf), PINNED).getFirst().fingerprint();
    keys.stand(key, Verdict.REVOKED, "superseded", "admin");
    keys.add(OpensslAuthority.bundle(leaf, middle.file()), FOUND);
    assertRefused(KeyRefusal.REVOKED_HERE);
    KeyEntry entry = entry(key);
    assertThat(entry.pins()).extracting(Pin::by).containsExactly("admin");
    assertThat(entry.provenance().origin()).as("who imported it").isEqualTo(KeyOrigin.IMPORT);
    assertThat(entry.standing().reason()).isEqualTo("superseded");
  }

  @Test
  void smime_selfIssuedWithABrokenSignature_isRefusedEvenPinned() throws Exception {
    byte[] broken = brokenSelfSigned();
    keys.add(broken, PINNED);
    assertRefused(KeyRefusal.BROKEN_SIGNATURE);
  }

  @Test
  void smime_trustedByName_needsNoPathAndIsNotExclusive() throws Exception {
    roots = Set.of();
    String key = keys.add(Files.readAllBytes(leaf), PINNED.untrusted()).getFirst().fingerprint();
    assertThat(keys.stand(key, Verdict.TRUSTED, "", "admin").getFirst().state())
        .isEqualTo(KeyState.TRUSTED);
    assertThat(used()).isEqualTo(key);
  }

  @Test
  void smimeSigner_distrusted_doesNotSign() throws Exception {
    byte[] both = OpensslAuthority.bundle(leaf, leaf.resolveSibling("bob.key"));
    String key = keys.add(both, PINNED.forSigning()).getFirst().fingerprint();
    assertThat(keys.smimeSigner(BOB)).isPresent();
    keys.stand(key, Verdict.DISTRUSTED, "", "admin");
    assertThat(keys.smimeSigner(BOB)).isEmpty();
  }

  @Test
  void expiring_withinItsTime_isListedAndNoLongerWhenRevoked() throws Exception {
    String key = keys.add(Files.readAllBytes(leaf), PINNED).getFirst().fingerprint();
    assertThat(keys.expiring(Duration.ofDays(200))).isEmpty();
    assertThat(keys.expiring(Duration.ofDays(400)))
        .extracting(KeyEntry::fingerprint)
        .containsExactly(key);
    keys.stand(key, Verdict.REVOKED, "superseded", "admin");
    assertThat(keys.expiring(Duration.ofDays(400))).isEmpty();
  }

  private static byte[] brokenSelfSigned() throws Exception {
    root.run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -config ca.cnf"
            + " -subj /CN=self -addext subjectAltName=email:bob@example.net"
            + " -addext basicConstraints=CA:FALSE -keyout self.key -out self.der -outform DER");
    byte[] der = Files.readAllBytes(root.file().resolveSibling("self.der"));
    der[der.length - 1] ^= 1;
    return der;
  }

  private String used() {
    return switch (keys.smime(BOB)) {
      case KeyDecision.Use<SmimeCertificate> use -> use.key().fingerprint();
      case KeyDecision.Refuse<SmimeCertificate> refuse -> refuse.reason().label();
    };
  }

  private void assertRefused(KeyRefusal why) {
    assertThat(used()).isEqualTo(why.label());
  }

  private KeyEntry entry(String fingerprint) {
    return keys.find(fingerprint).getFirst();
  }

  private KeyDirectory directory() {
    AuthorityFetch nobody =
        new AuthorityFetch() {
          @Override
          public byte[] get(URI uri, int largest) {
            throw new AssertionError("nobody is to be asked");
          }

          @Override
          public byte[] post(URI uri, String type, byte[] body, int largest) {
            throw new AssertionError("nobody is to be asked");
          }
        };
    return new KeyDirectory(
        database,
        vault,
        new KeyTrust(
            () -> roots,
            Revocation.OFF,
            new RevocationService(nobody, InstantSource.system(), 1 << 20),
            Duration.ZERO),
        Instant::now);
  }
}
