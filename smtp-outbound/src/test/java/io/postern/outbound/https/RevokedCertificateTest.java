package io.postern.outbound.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.Cidr;
import io.postern.config.settings.KeySettings.Revocation;
import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyOrigin;
import io.postern.core.keys.KeyTrust;
import io.postern.core.keys.SmimeCertificate;
import io.postern.core.keys.Standing;
import io.postern.core.keys.revocation.RevocationService;
import io.postern.core.model.Mailbox;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.OpensslAuthority;
import io.postern.core.testing.Stores;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.testing.AuthoritySite;
import io.postern.outbound.testing.FakeDns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What openssl's responder and CRLs say of recipients' certificates, and what lying ones do. */
class RevokedCertificateTest {
  private static final String USED = "used";
  private static final String REVOKED = "revoked_by_authority";
  private static final String UNKNOWN = "revocation_unknown";
  private static final Cidr LOOPBACK = Cidr.parse("127.0.0.0/8");
  private static final int LARGEST_CRL = 64 << 10;

  @TempDir static Path files;
  private static SqlDatabase database;
  private static Vault vault;
  private static AuthoritySite site;
  private static OpensslAuthority authority;
  private static OpensslAuthority stranger;
  private static int people;

  private int asked;
  private Duration shift = Duration.ZERO;
  private Duration patience = Duration.ofSeconds(10);
  private Duration exchange = Duration.ofSeconds(20);
  private final FakeDns dns = new FakeDns();
  private List<Cidr> reachable = List.of(LOOPBACK);
  private KeyDirectory keys = directory(Revocation.UNPINNED);

  @BeforeAll
  static void make() throws IOException {
    database = Stores.open(Stores.sqliteSettings(), files);
    vault = Vault.open(database, Stores.rootKey(), InstantSource.system());
    site = new AuthoritySite();
    authority = OpensslAuthority.root(files, "Authority");
    stranger = OpensslAuthority.root(files, "Stranger");
    authority.certificate("responder", "P-256", "extendedKeyUsage=OCSPSigning", "");
    authority.certificate("impostor", "P-256", "extendedKeyUsage=emailProtection", "");
  }

  @AfterAll
  static void close() {
    site.close();
    database.close();
  }

  @BeforeEach
  void serve() {
    site.serve(authority, "responder");
    keys = directory(Revocation.UNPINNED);
  }

  @AfterEach
  void empty() {
    keys.list().forEach(entry -> keys.remove(entry.fingerprint(), "test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca", "responder"})
  void ocsp_good_isUsed(String signer) throws Exception {
    site.serve(authority, signer);
    String bob = found(ocsp());
    assertThat(outcome(bob)).isEqualTo(USED);
    assertThat(outcome(bob)).isEqualTo(USED);
    assertThat(site.asked()).as("the answer is kept").isEqualTo(asked + 1);
  }

  @Test
  void ocsp_revoked_isRefusedAndStaysSoWithoutTheAuthority() throws Exception {
    String bob = found(ocsp());
    authority.revoke(bob, "keyCompromise");
    assertThat(outcome(bob)).isEqualTo(REVOKED);
    site.fail();
    keys = directory(Revocation.KNOWN);
    assertThat(outcome(bob)).isEqualTo(REVOKED);
    Standing standing = keys.list().getFirst().standing();
    assertThat(standing.verdict()).isEqualTo(Standing.Verdict.REVOKED);
    assertThat(standing.reason()).isEqualTo("keyCompromise");
    assertThat(standing.by()).isEqualTo(Standing.AUTHORITY);
    assertThat(outcome(bob)).isEqualTo(REVOKED);
    assertThat(keys.list().getFirst().standing()).as("written down once").isEqualTo(standing);
  }

  @Test
  void crl_good_isUsed() throws Exception {
    assertThat(outcome(found(crl()))).isEqualTo(USED);
  }

  @Test
  void crl_revoked_isRefused() throws Exception {
    String bob = found(crl());
    authority.revoke(bob, "superseded");
    assertThat(outcome(bob)).isEqualTo(REVOKED);
  }

  @Test
  void crl_onHold_isRefusedButNotForGood() throws Exception {
    String bob = found(crl());
    authority.revoke(bob, "certificateHold");
    assertThat(outcome(bob)).isEqualTo(REVOKED);
    assertThat(keys.list().getFirst().standing().verdict()).isEqualTo(Standing.Verdict.FILED);
  }

  @Test
  void ocsp_down_theCrlIsAsked() throws Exception {
    String bob = found(ocsp() + crl());
    authority.revoke(bob, "superseded");
    site.ocsp((exchange, _) -> exchange.sendResponseHeaders(503, -1));
    assertThat(outcome(bob)).isEqualTo(REVOKED);
  }

  @Test
  void ocsp_unknownToTheResponder_isNeverGood() throws Exception {
    OpensslAuthority twin = OpensslAuthority.root(files, "Twin");
    String bob = found(ocsp());
    // The twin's index knows nobody; the answer is signed by the right authority.
    site.ocsp((exchange, question) ->
        AuthoritySite.send(exchange, twin.ocsp(question, authority, authority.file())));
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_answerOfYesterday_isNeverGood() throws Exception {
    String bob = found(ocsp());
    byte[] old = authority.ocsp(authority.question(bob), "responder");
    site.ocsp((exchange, _) -> AuthoritySite.send(exchange, old));
    assertThat(outcome(bob))
        .as("an answer without a nonce, as they are made ahead")
        .isEqualTo(USED);
    shift = Duration.ofDays(2);
    keys = directory(Revocation.UNPINNED);
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_answerToAnotherQuestion_isNeverGood() throws Exception {
    String bob = found(ocsp());
    AtomicReference<byte[]> first = new AtomicReference<>(new byte[0]);
    site.ocsp((exchange, question) -> {
      first.updateAndGet(known -> known.length > 0 ? known : authority.ocsp(question, "responder"));
      AuthoritySite.send(exchange, first.get());
    });
    assertThat(outcome(bob)).isEqualTo(USED);
    keys = directory(Revocation.UNPINNED);
    assertThat(outcome(bob)).as("its nonce is another").isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_answerAboutAnotherCertificate_isNeverGood() throws Exception {
    String bob = found(ocsp());
    String eve = "person" + people;
    authority.person(eve, "eve@example.net", ocsp());
    byte[] aboutEve = authority.question(eve);
    site.ocsp((exchange, _) -> AuthoritySite.send(exchange, authority.ocsp(aboutEve, "ca")));
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_signedByAStranger_isNeverGood() throws Exception {
    String bob = found(ocsp());
    site.ocsp((exchange, question) ->
        AuthoritySite.send(exchange, authority.ocsp(question, authority, stranger.file())));
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_signedWithoutTheRightToAnswer_isNeverGood() throws Exception {
    site.serve(authority, "impostor");
    assertThat(outcome(found(ocsp()))).isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_noAnswerAtAll_isNeverGood() throws Exception {
    site.ocsp((exchange, _) -> AuthoritySite.send(exchange, new byte[] {0x30, 3, 10, 1, 3}));
    assertThat(outcome(found(ocsp()))).as("tryLater").isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_oversized_isNotReadToItsEnd() throws Exception {
    site.ocsp((exchange, _) -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] much = new byte[1 << 20];
      exchange.getResponseBody().write(much);
    });
    assertThat(outcome(found(ocsp()))).isEqualTo(UNKNOWN);
  }

  @Test
  void crl_oversized_isNotRead() throws Exception {
    site.crl((exchange, _) -> AuthoritySite.send(exchange, new byte[LARGEST_CRL + 1]));
    assertThat(outcome(found(crl()))).isEqualTo(UNKNOWN);
  }

  @Test
  void crl_ofAStranger_isNeverGood() throws Exception {
    site.crl((exchange, _) -> AuthoritySite.send(exchange, stranger.crl()));
    assertThat(outcome(found(crl()))).isEqualTo(UNKNOWN);
  }

  @Test
  void crl_ofAStrangerForAMoment_isForgottenLikeAnyFailure() throws Exception {
    site.crl((exchange, _) -> AuthoritySite.send(exchange, stranger.crl()));
    String bob = found(crl());
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
    site.serve(authority, "ca");
    shift = Duration.ofMinutes(7);
    assertThat(outcome(bob)).isEqualTo(USED);
  }

  @Test
  void crl_ofYesterday_isNeverGood() throws Exception {
    byte[] old = authority.crl();
    site.crl((exchange, _) -> AuthoritySite.send(exchange, old));
    shift = Duration.ofDays(2);
    assertThat(outcome(found(crl()))).isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_redirectToAPrivateAddress_isNotFollowed() throws Exception {
    try (AuthoritySite inside = new AuthoritySite()) {
      inside.serve(authority, "ca");
      site.ocsp((exchange, _) -> {
        exchange.getResponseHeaders().set("Location", inside.url("/ocsp"));
        exchange.sendResponseHeaders(307, -1);
      });
      assertThat(outcome(found(ocsp()))).isEqualTo(UNKNOWN);
      assertThat(inside.asked()).isZero();
    }
  }

  @Test
  void ocsp_onAPrivateAddress_isNotAsked() throws Exception {
    reachable = List.of();
    keys = directory(Revocation.UNPINNED);
    assertThat(outcome(found(ocsp() + crl()))).isEqualTo(UNKNOWN);
    assertThat(site.asked()).isEqualTo(asked);
  }

  @Test
  void ocsp_slow_delaysNoLongerThanTheBoundAndCountsLater() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    site.ocsp(
        AuthoritySite.after(
            latch, (e, question) -> AuthoritySite.send(e, authority.ocsp(question, "ca"))));
    patience = Duration.ofMillis(200);
    keys = directory(Revocation.UNPINNED);
    String bob = found(ocsp());
    long start = System.nanoTime();
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    latch.countDown();
    await().until(() -> outcome(bob).equals(USED));
    assertThat(site.asked()).as("asked once").isEqualTo(asked + 1);
  }

  @Test
  void ocsp_firstAddressOfTheServerIsDead_theNextHasItsShareOfTheTime() throws Exception {
    int port = URI.create(site.url("/")).getPort();
    try (ServerSocket silent = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.2"))) {
      dns.a("two.example", "127.0.0.2", "127.0.0.1");
      exchange = Duration.ofSeconds(4);
      keys = directory(Revocation.UNPINNED);
      String bob = found("authorityInfoAccess=OCSP;URI:http://two.example:" + port + "/ocsp\n");
      assertThat(silent.isBound()).isTrue();
      assertThat(outcome(bob)).isEqualTo(USED);
    }
  }

  @Test
  void certificate_namesNoSource_isUnknown() throws Exception {
    String bob = found("");
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
    keys = directory(Revocation.KNOWN);
    assertThat(outcome(bob)).isEqualTo(USED);
  }

  @ParameterizedTest
  @EnumSource(Revocation.class)
  void pinned_authorityDown_isRefusedUnderAlwaysAlone(Revocation mode) throws Exception {
    site.fail();
    keys = directory(mode);
    String bob = pinned(ocsp() + crl());
    assertThat(outcome(bob)).isEqualTo(mode == Revocation.ALWAYS ? UNKNOWN : USED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "URI:ldap://127.0.0.1/cn=a", "URI:https://127.0.0.1/a.crl"})
  void pinned_noSourceThatIsAsked_isRefusedUnderAlwaysAlone(String source) throws Exception {
    String bob = pinned(source.isEmpty() ? "" : "crlDistributionPoints=" + source + "\n");
    assertThat(outcome(bob)).isEqualTo(USED);
    keys = directory(Revocation.ALWAYS);
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
  }

  @Test
  void found_sourceByLdapAlone_isUnknown() throws Exception {
    String bob = found("crlDistributionPoints=URI:ldap://127.0.0.1/cn=a\n");
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
    keys = directory(Revocation.KNOWN);
    assertThat(outcome(bob)).isEqualTo(USED);
  }

  @Test
  void pinned_issuedByItself_isUsedUnderAlways() throws Exception {
    authority.run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -config ca.cnf"
            + " -subj /CN=alone -addext subjectAltName=email:alone@example.net"
            + " -addext basicConstraints=CA:FALSE -keyout alone.key -out alone.pem");
    keys = directory(Revocation.ALWAYS);
    keys.add(read("alone"), KeyImport.ofRecipients("admin", "test"));
    assertThat(outcome("alone")).isEqualTo(USED);
  }

  @Test
  void crl_ofAnAuthorityThatMayNotSignThem_isNeverGood() throws Exception {
    OpensslAuthority mute =
        authority.belowWith(
            files, "Mute", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
    site.crl((exchange, _) -> AuthoritySite.send(exchange, mute.crl()));
    Path leaf = mute.person("muted", "muted@example.net", crl());
    keys = directory(Revocation.ALWAYS);
    keys.add(OpensslAuthority.bundle(leaf, mute.file()), KeyImport.ofRecipients("admin", "test"));
    assertThat(outcome("muted")).isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_responderThatNamesCrls_countsUntilItIsRevoked() throws Exception {
    authority.certificate("checked", "P-256", "extendedKeyUsage=OCSPSigning\n" + crl(), "");
    site.serve(authority, "checked");
    String bob = found(ocsp());
    assertThat(outcome(bob)).isEqualTo(USED);
    authority.revoke("checked", "keyCompromise");
    keys = directory(Revocation.UNPINNED);
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
  }

  @Test
  void ocsp_responderThatSaysNocheck_isNotAskedAbout() throws Exception {
    authority.certificate(
        "unchecked", "P-256", "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n" + crl(), "");
    site.serve(authority, "unchecked");
    String bob = found(ocsp());
    assertThat(outcome(bob)).isEqualTo(USED);
    assertThat(site.asked()).isEqualTo(asked + 1);
  }

  @Test
  void ocsp_responderThatHasEnded_isNeverGood() throws Exception {
    authority.certificate(
        "ended",
        "P-256",
        "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n",
        "-startdate 20240101000000Z -enddate 20250101000000Z");
    site.serve(authority, "ended");
    assertThat(outcome(found(ocsp()))).isEqualTo(UNKNOWN);
  }

  @Test
  void crl_ofSomeReasonsAlone_tellsOfRevocationsButNotOfTheirLack() throws Exception {
    String some =
        "issuingDistributionPoint=critical,@idp\n[idp]\n"
            + "onlysomereasons=keyCompromise,CACompromise\n";
    site.crl((exchange, _) -> AuthoritySite.send(exchange, authority.crl(some)));
    String bob = found(crl());
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
    authority.revoke(bob, "keyCompromise");
    keys = directory(Revocation.KNOWN);
    assertThat(outcome(bob)).isEqualTo(REVOKED);
    assertThat(keys.list().getFirst().standing().reason()).isEqualTo("keyCompromise");
  }

  @Test
  void crl_ofAttributesAlone_saysNothingOfCertificates() throws Exception {
    String attributes = "issuingDistributionPoint=critical,@idp\n[idp]\nonlyAA=TRUE\n";
    site.crl((exchange, _) -> AuthoritySite.send(exchange, authority.crl(attributes)));
    String bob = found(crl());
    authority.revoke(bob, "keyCompromise");
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
  }

  @Test
  void crl_thatHasEnded_stillTellsOfRevocationsForGood() throws Exception {
    String bob = found(crl());
    String eve = person("");
    authority.revoke(bob, "superseded");
    byte[] old = authority.crl();
    site.crl((exchange, _) -> AuthoritySite.send(exchange, old));
    shift = Duration.ofDays(2);
    assertThat(outcome(bob)).isEqualTo(REVOKED);
    keys.add(read(eve), wish(eve));
    assertThat(outcome(eve)).isEqualTo(UNKNOWN);
  }

  @Test
  void crl_keptForLong_concludesNothingThatIsKeptLonger() throws Exception {
    String list = crl();
    String first = found(list);
    String later = found(list);
    assertThat(outcome(first)).isEqualTo(USED);
    shift = Duration.ofMinutes(230);
    assertThat(outcome(later)).isEqualTo(USED);
    authority.revoke(later, "superseded");
    shift = Duration.ofMinutes(250);
    assertThat(outcome(later)).isEqualTo(REVOKED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void revoked_aMomentAheadOfOurClock_isRefusedButNotForGood(boolean byOcsp) throws Exception {
    site.serve(authority, "ca");
    String name = "person" + people;
    String source = byOcsp ? ocsp() : crl();
    people++;
    authority.certificate(
        name,
        "P-256",
        "subjectAltName=email:" + name + "@example.net\nkeyUsage=keyAgreement\n" + source,
        "-startdate 20250101000000Z");
    shift = Duration.ofMinutes(-10);
    keys.add(read(name), wish(name));
    assertThat(outcome(name)).isEqualTo(USED);
    authority.revoke(name, "keyCompromise");
    keys = directory(Revocation.KNOWN);
    assertThat(outcome(name)).isEqualTo(REVOKED);
    assertThat(keys.list().getFirst().standing().verdict()).isEqualTo(Standing.Verdict.FILED);
  }

  @Test
  void pinned_revoked_isRefused() throws Exception {
    String bob = pinned(ocsp());
    authority.revoke(bob, "keyCompromise");
    assertThat(outcome(bob)).isEqualTo(REVOKED);
  }

  @Test
  void path_authorityInBetweenRevoked_isRefused() throws Exception {
    OpensslAuthority middle = authority.below(files, "Fallen", crl());
    authority.revoke("Fallen", "cACompromise");
    site.ocsp((exchange, question) -> AuthoritySite.send(exchange, middle.ocsp(question, "ca")));
    Path leaf = middle.person("below", "below@example.net", ocsp());
    keys.add(OpensslAuthority.bundle(leaf, middle.file()), wish("below"));
    assertThat(outcome("below")).isEqualTo(REVOKED);
  }

  @Test
  void failure_isRememberedForAWhileAndThenAskedAnew() throws Exception {
    site.fail();
    String bob = found(ocsp());
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
    assertThat(outcome(bob)).isEqualTo(UNKNOWN);
    assertThat(site.asked()).isEqualTo(asked + 1);
    site.serve(authority, "ca");
    shift = Duration.ofMinutes(7);
    assertThat(outcome(bob)).isEqualTo(USED);
  }

  private String ocsp() {
    asked = site.asked();
    return "authorityInfoAccess=OCSP;URI:" + site.url("/ocsp") + "\n";
  }

  /** A URL of its own, so that no test sees the copy of another. */
  private String crl() {
    asked = site.asked();
    return "crlDistributionPoints=URI:" + site.url("/crl/" + people) + "\n";
  }

  private String found(String extensions) throws Exception {
    String name = person(extensions);
    keys.add(read(name), wish(name));
    return name;
  }

  private String pinned(String extensions) throws Exception {
    String name = person(extensions);
    keys.add(
        OpensslAuthority.bundle(authority.file().resolveSibling(name + ".pem"), authority.file()),
        KeyImport.ofRecipients("admin", "test"));
    return name;
  }

  private static String person(String extensions) {
    String name = "person" + people++;
    authority.person(name, name + "@example.net", extensions);
    return name;
  }

  private static KeyImport wish(String name) {
    return KeyImport.found(KeyOrigin.HARVEST, "test", "test", "test", name + "@example.net");
  }

  private static byte[] read(String name) throws IOException {
    return Files.readAllBytes(authority.file().resolveSibling(name + ".pem"));
  }

  private String outcome(String name) {
    return switch (keys.smime(Mailbox.parse(name + "@example.net"))) {
      case KeyDecision.Use<SmimeCertificate> _ -> USED;
      case KeyDecision.Refuse<SmimeCertificate> refuse -> refuse.reason().label();
    };
  }

  private KeyDirectory directory(Revocation mode) {
    InstantSource clock = () -> Instant.now().plus(shift);
    AuthorityServers servers =
        new AuthorityServers(dns, new Destinations(reachable, List.of()), exchange);
    return new KeyDirectory(
        database,
        vault,
        new KeyTrust(
            () -> Set.of(authority.certificate()),
            mode,
            new RevocationService(servers, clock, LARGEST_CRL),
            patience),
        clock);
  }
}
