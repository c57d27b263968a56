package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.model.Mailbox;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDirectoryTest {
  private static final KeyImport WISH = KeyImport.ofRecipients("admin", "test");
  private static final Mailbox PATIENT = Mailbox.parse("Patient@Example.NET");

  @TempDir static Path files;

  private static SqlDatabase sqlite;

  @TempDir Path directory;
  private SqlDatabase database;
  private Vault vault;
  private KeyDirectory keys;

  @BeforeAll
  static void makeFiles() throws Exception {
    Files.writeString(
        files.resolve("c.cnf"),
        """
        [req]
        distinguished_name = dn
        prompt = no
        x509_extensions = ext
        [dn]
        CN = Test
        [ext]
        basicConstraints = CA:FALSE
        subjectAltName = email:patient@example.net
        keyUsage = digitalSignature,keyAgreement
        """);
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -config c.cnf"
            + " -keyout key.pem -out c.pem");
    openssl("x509 -in c.pem -outform DER -out c.der");
    openssl("crl2pkcs7 -nocrl -certfile c.pem -outform DER -out c.p7b");
    openssl("crl2pkcs7 -nocrl -certfile c.pem -out c.p7b.pem");
    openssl("pkcs12 -export -in c.pem -inkey key.pem -passout pass:x -out c.p12");
    openssl("pkcs8 -topk8 -in key.pem -passout pass:x -out locked.pem");
  }

  @BeforeAll
  static void openStore() {
    sqlite = Stores.open(Stores.sqliteSettings(), files);
  }

  @AfterAll
  static void closeStore() {
    sqlite.close();
  }

  @BeforeEach
  void open() {
    use(sqlite);
  }

  @AfterEach
  void empty() {
    keys.list().forEach(entry -> keys.remove(entry.fingerprint(), "test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c.pem", "c.der", "c.p7b", "c.p7b.pem", "c.p12"})
  void add_certificateInEachFormat_isFoundForItsAddress(String file) throws Exception {
    List<KeyEntry> added = keys.add(read(file), WISH.withPassword("x"));
    assertThat(added).hasSize(1);
    assertThat(added.getFirst().addresses()).containsExactly("patient@example.net");
    assertThat(added.getFirst().refusal()).isEmpty();
    assertThat(keys.smime(PATIENT)).isInstanceOf(KeyDecision.Use.class);
    assertThat(keys.smimeSigner(PATIENT)).as("a recipient's key never signs").isEmpty();
  }

  @Test
  void add_onPostgreSql_worksTheSame() throws Exception {
    try (SqlDatabase postgres = Stores.open(Stores.postgresSettings(), directory)) {
      use(postgres);
      keys.add(read("c.pem"), WISH);
      keys.add(read("c.p12"), WISH.withPassword("x").forSigning());
      assertThat(keys.smime(PATIENT)).isInstanceOf(KeyDecision.Use.class);
      assertThat(keys.smimeSigner(PATIENT)).isPresent();
      assertThat(keys.remove(keys.list().getFirst().fingerprint(), "admin")).hasSize(2);
      assertThat(keys.list()).isEmpty();
    } finally {
      use(sqlite);
    }
  }

  @Test
  void add_wrongPassword_takesNothing() {
    assertThatThrownBy(() -> keys.add(read("c.p12"), WISH.withPassword("y")))
        .isInstanceOf(KeyImportException.class);
    assertThat(keys.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END", "\u0099\u0001"})
  void add_whatIsNoKey_takesNothing(String text) {
    assertThatThrownBy(() -> keys.add(text.getBytes(StandardCharsets.ISO_8859_1), WISH))
        .isInstanceOf(KeyImportException.class);
  }

  @Test
  void add_sameCertificateTwiceInAFile_isFiledOnce() throws Exception {
    String once = Files.readString(files.resolve("c.pem"));
    keys.add((once + once).getBytes(StandardCharsets.US_ASCII), WISH);
    assertThat(keys.list()).hasSize(1);
  }

  @Test
  void add_lockedFileThatNobodyBrought_isNotTried() {
    KeyImport found =
        KeyImport.found(KeyOrigin.DISCOVERY, "test", "test", "test", "patient@example.net");
    assertThatThrownBy(() -> keys.add(read("c.p12"), found.withPassword("x")))
        .isInstanceOf(KeyImportException.class);
  }

  @Test
  void add_signingKeyForTheDomain_signsForEverySenderOfIt() throws Exception {
    keys.add(read("c.p12"), WISH.withPassword("x").forSigning().under("@Clinic.example"));
    assertThat(keys.smimeSigner(Mailbox.parse("any@clinic.example"))).isPresent();
    assertThat(keys.smimeSigner(Mailbox.parse("any@sub.clinic.example"))).isEmpty();
    assertThat(keys.smime(PATIENT)).isInstanceOf(KeyDecision.Refuse.class);
  }

  @Test
  void add_lockedPemKeyBesideItsCertificate_signs() throws Exception {
    String both =
        Files.readString(files.resolve("c.pem")) + Files.readString(files.resolve("locked.pem"));
    keys.add(both.getBytes(StandardCharsets.US_ASCII), WISH.withPassword("x").forSigning());
    assertThat(keys.smimeSigner(PATIENT)).isPresent();
  }

  @Test
  void add_signingKey_isSealedInTheStore() throws Exception {
    keys.add(read("c.p12"), WISH.withPassword("x").forSigning());
    byte[] secret = keys.smimeSigner(PATIENT).orElseThrow().privateKey().getEncoded();
    byte[] stored = single("SELECT sealed_private FROM directory_key");
    String tail = new String(secret, secret.length - 40, 40, StandardCharsets.ISO_8859_1);
    assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(tail);
  }

  @Test
  void signer_sealedPartChanged_isNotUsed() throws Exception {
    keys.add(read("c.p12"), WISH.withPassword("x").forSigning());
    byte[] stored = single("SELECT sealed_private FROM directory_key");
    stored[stored.length - 1] ^= 1;
    database
        .write(tx -> {
          PreparedStatement update = tx.prepare("UPDATE directory_key SET sealed_private = ?");
          update.setBytes(1, stored);
          return update.executeUpdate();
        })
        .join();
    assertThat(new KeyDirectory(database, vault, InstantSource.system()).smimeSigner(PATIENT))
        .isEmpty();
    assertThat(keys.list())
        .extracting(KeyEntry::refusal)
        .containsExactly(Optional.of(KeyRefusal.UNREADABLE));
  }

  @Test
  void remove_afterALookup_isSeenAtOnce() throws Exception {
    assertThat(keys.smime(PATIENT)).isInstanceOf(KeyDecision.Refuse.class);
    String fingerprint = keys.add(read("c.pem"), WISH).getFirst().fingerprint();
    assertThat(keys.smime(PATIENT)).isInstanceOf(KeyDecision.Use.class);
    assertThat(keys.remove(fingerprint.toUpperCase(java.util.Locale.ROOT), "admin")).hasSize(1);
    assertThat(keys.smime(PATIENT))
        .isEqualTo(new KeyDecision.Refuse<>(KeyRefusal.NO_KEY, Optional.empty()));
    assertThat(keys.remove(fingerprint, "admin")).isEmpty();
  }

  @Test
  void changes_eachIsAnAuditEventWithWhoAndWhat() throws Exception {
    String fingerprint = keys.add(read("c.pem"), WISH).getFirst().fingerprint();
    keys.remove(fingerprint, "other-admin");
    assertThat(auditTrail())
        .contains(fingerprint, "patient@example.net", "added (encrypt)", "removed (encrypt)")
        .contains("admin", "other-admin");
  }

  @Test
  void addAll_directory_takesWhatItCanAndNamesTheRest() throws Exception {
    Path many = Files.createDirectory(directory.resolve("many"));
    Files.copy(files.resolve("c.pem"), many.resolve("good.pem"));
    Files.writeString(many.resolve("bad.pem"), "nothing");
    Files.writeString(many.resolve(".hidden"), "nothing");
    ImportReport report = keys.addAll(many, WISH);
    assertThat(report.imported()).hasSize(1);
    assertThat(report.imported().getFirst().provenance().source()).isEqualTo("good.pem");
    assertThat(report.imported().getFirst().provenance().by()).isEqualTo("admin");
    assertThat(report.failed()).containsOnlyKeys("bad.pem");
  }

  @Test
  void smime_expiredWhileCached_isRefused() throws Exception {
    Instant[] now = {Instant.now()};
    KeyDirectory moving = new KeyDirectory(database, vault, () -> now[0]);
    moving.add(read("c.pem"), WISH);
    assertThat(moving.smime(PATIENT)).isInstanceOf(KeyDecision.Use.class);
    now[0] = now[0].plusSeconds(31L * 24 * 3600);
    assertThat(moving.smime(PATIENT)).isInstanceOf(KeyDecision.Refuse.class);
    assertThat(moving.list())
        .extracting(KeyEntry::refusal)
        .containsExactly(Optional.of(KeyRefusal.EXPIRED));
  }

  @Test
  void smime_changedByAnotherNode_isSeenWhenTheCacheAges() throws Exception {
    Instant[] now = {Instant.now()};
    KeyDirectory here = new KeyDirectory(database, vault, () -> now[0]);
    assertThat(here.smime(PATIENT)).isInstanceOf(KeyDecision.Refuse.class);
    keys.add(read("c.pem"), WISH);
    assertThat(here.smime(PATIENT)).as("cached").isInstanceOf(KeyDecision.Refuse.class);
    now[0] = now[0].plus(KeyCache.MAX_AGE);
    assertThat(here.smime(PATIENT)).isInstanceOf(KeyDecision.Use.class);
  }

  private void use(SqlDatabase opened) {
    database = opened;
    vault = Vault.open(database, Stores.rootKey(), InstantSource.system());
    keys = new KeyDirectory(database, vault, InstantSource.system());
  }

  private byte[] single(String sql) {
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(sql);
          ResultSet result = query.executeQuery()) {
        result.next();
        return result.getBytes(1);
      }
    });
  }

  private String auditTrail() {
    return database.read(connection -> {
      StringBuilder all = new StringBuilder();
      try (PreparedStatement query = connection.prepareStatement("SELECT body FROM audit");
          ResultSet result = query.executeQuery()) {
        while (result.next()) {
          all.append(result.getString(1)).append('\n');
        }
      }
      return all.toString();
    });
  }

  private static byte[] read(String file) throws IOException {
    return Files.readAllBytes(files.resolve(file));
  }

  private static void openssl(String arguments) throws Exception {
    Process process =
        new ProcessBuilder(("openssl " + arguments).split(" "))
            .directory(files.toFile())
            .redirectErrorStream(true)
            .redirectOutput(files.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(arguments + "\n" + Files.readString(files.resolve("openssl.log")))
        .isZero();
  }
}
