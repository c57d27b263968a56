package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.Cidr;
import io.postern.config.settings.KeySettings.Revocation;
import io.postern.core.keys.CapabilityLookup;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyOrigin;
import io.postern.core.keys.KeyTrust;
import io.postern.core.keys.revocation.RevocationService;
import io.postern.core.model.Recipient;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.OpensslAuthority;
import io.postern.core.testing.Stores;
import io.postern.outbound.https.AuthorityServers;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.testing.AuthoritySite;
import io.postern.outbound.testing.FakeDns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates that the S/MIME wrapper must refuse although they were found where certificates are;
 * nothing is written, and the reason is what the audit trail tells.
 */
class NeverEncryptedToTest {
  private static final String BOB = "bob@example.net";
  private static final String USAGE = "keyUsage=critical,digitalSignature,keyAgreement\n";
  private static final String NAMED = "subjectAltName=email:" + BOB + "\n";

  @TempDir static Path files;
  private static SqlDatabase database;
  private static AuthoritySite site;
  private static OpensslAuthority authority;
  private static OpensslAuthority stranger;
  private static KeyDirectory keys;
  private static SmimeWrapper wrapper;
  private static Path spilled;
  private static int made;

  @BeforeAll
  static void open() throws IOException {
    database = Stores.open(Stores.sqliteSettings(), files);
    site = new AuthoritySite();
    authority = OpensslAuthority.root(files, "Authority");
    stranger = OpensslAuthority.root(files, "Stranger");
    site.serve(authority, "ca");
    InstantSource clock = InstantSource.system();
    AuthorityServers servers =
        new AuthorityServers(
            new FakeDns(),
            new Destinations(List.of(Cidr.parse("127.0.0.0/8")), List.of()),
            Duration.ofSeconds(10));
    KeyTrust trust =
        new KeyTrust(
            () -> Set.of(authority.certificate()),
            Revocation.UNPINNED,
            new RevocationService(servers, clock, 1 << 20),
            Duration.ofSeconds(10));
    keys = new KeyDirectory(database, Vault.open(database, Stores.rootKey(), clock), trust, clock);
    spilled = Files.createDirectory(files.resolve("spilled"));
    wrapper = new SmimeWrapper(keys, new SmimeLadder(List.of(), CapabilityLookup.NOTHING), spilled);
  }

  @AfterAll
  static void close() {
    site.close();
    database.close();
  }

  @AfterEach
  void empty() {
    keys.list().forEach(entry -> keys.remove(entry.fingerprint(), "test"));
  }

  @Test
  void wrap_goodCertificate_isEncryptedTo() throws Exception {
    found(authority.person("good" + made++, BOB, ocsp()));
    try (Wrapped wrapped = wrapped()) {
      assertThat(wrapped.details()).containsEntry("key_algorithm", "p-256");
    }
  }

  @Test
  void wrap_expired() throws Exception {
    found(issued(NAMED + USAGE + ocsp(), "-startdate 20240101000000Z -enddate 20250101000000Z"));
    assertRefused("expired");
  }

  @Test
  void wrap_notYetValid() throws Exception {
    found(issued(NAMED + USAGE + ocsp(), "-startdate 20450101000000Z -enddate 20460101000000Z"));
    assertRefused("not_yet_valid");
  }

  @Test
  void wrap_revokedByCrl() throws Exception {
    found(revoked("crlDistributionPoints=URI:" + site.url("/crl/" + made) + "\n"));
    assertRefused("revoked_by_authority");
  }

  @Test
  void wrap_revokedByOcsp() throws Exception {
    found(revoked(ocsp()));
    assertRefused("revoked_by_authority");
  }

  @Test
  void wrap_wrongName() throws Exception {
    found(authority.person("eve" + made++, "eve@example.net", ocsp()));
    assertRefused("name_mismatch");
  }

  @Test
  void wrap_nameInTheSubjectAlone() throws Exception {
    found(issued(USAGE + ocsp(), ""));
    assertRefused("no_email_name");
  }

  @Test
  void wrap_signingOnly() throws Exception {
    found(issued(NAMED + "keyUsage=critical,digitalSignature\n" + ocsp(), ""));
    assertRefused("not_for_encryption");
  }

  @Test
  void wrap_forWebServers() throws Exception {
    found(issued(NAMED + USAGE + "extendedKeyUsage=serverAuth\n" + ocsp(), ""));
    assertRefused("not_for_mail");
  }

  @Test
  void wrap_weak() throws Exception {
    found(authority.certificate("weak" + made++, "rsa:1024", NAMED + ocsp(), ""));
    assertRefused("weak");
  }

  @Test
  void wrap_unknownRoot() throws Exception {
    found(stranger.person("strange" + made++, BOB, ocsp()));
    assertRefused("no_path");
  }

  @Test
  void wrap_nobodyToAskAboutRevocation() throws Exception {
    found(authority.person("silent" + made++, BOB, ""));
    assertRefused("revocation_unknown");
  }

  @Test
  void wrap_brokenSignatureOfItsAuthority() throws Exception {
    Path good = authority.person("bent" + made++, BOB, ocsp());
    authority.run("x509 -in " + good + " -outform DER -out bent.der");
    Path bent = good.resolveSibling("bent.der");
    found(Files.write(bent, bent(Files.readAllBytes(bent))));
    assertRefused("no_path");
  }

  @Test
  void wrap_brokenSelfSignature_alsoWhenPinned() throws Exception {
    authority.run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -config ca.cnf"
            + " -subj /CN=self -addext subjectAltName=email:"
            + BOB
            + " -addext basicConstraints=CA:FALSE -keyout self.key -out self.der -outform DER");
    byte[] der = Files.readAllBytes(authority.file().resolveSibling("self.der"));
    keys.add(bent(der), KeyImport.ofRecipients("admin", "self.der"));
    assertRefused("broken_signature");
  }

  private static byte[] bent(byte[] der) {
    der[der.length - 1] ^= 1;
    return der;
  }

  private static String ocsp() {
    return "authorityInfoAccess=OCSP;URI:" + site.url("/ocsp") + "\n";
  }

  private static Path revoked(String source) {
    String name = "revoked" + made++;
    Path certificate = authority.person(name, BOB, source);
    authority.revoke(name, "keyCompromise");
    return certificate;
  }

  private static Path issued(String extensions, String options) {
    return authority.certificate("any" + made++, "P-256", extensions, options);
  }

  private static void found(Path certificate) throws Exception {
    keys.add(
        Files.readAllBytes(certificate),
        KeyImport.found(KeyOrigin.HARVEST, "harvest", "ldap", "ldap", BOB));
  }

  private static Wrapped wrapped() throws IOException, NotProtectableException {
    return wrapper.wrap(
        Lab.envelope("doctor@clinic.example"),
        Recipient.of(BOB),
        new BytesContent(Messages.form("plain")));
  }

  private static void assertRefused(String reason) throws IOException {
    assertThatThrownBy(NeverEncryptedToTest::wrapped)
        .isInstanceOf(NotProtectableException.class)
        .hasMessageStartingWith(reason + ": ");
    try (Stream<Path> left = Files.list(spilled)) {
      assertThat(left).isEmpty();
    }
  }
}
