package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.OwnKeys;
import io.postern.core.keys.OwnKeys.Own;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.testing.Stores;
import io.postern.outbound.protect.Gpg;
import io.postern.outbound.protect.SmimeAuthority;
import io.postern.outbound.protect.Tool;
import io.postern.outbound.testing.DnsLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we publish, read by GnuPG and out of a real name server. */
class OwnKeysArePublishedTest {
  private static final Mailbox ANN = Mailbox.parse("ann@ours.lab");

  @TempDir private Path directory;
  private Database database;
  private KeyDirectory keys;

  @BeforeEach
  void open() {
    InstantSource clock = InstantSource.system();
    database = Stores.open(Stores.sqliteSettings(), directory);
    keys = new KeyDirectory(database, Vault.open(database, Stores.rootKey(), clock), clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void wkd_keyOfTwoAddresses_eachFileHasItsAddressAloneAndGpgTakesIt() throws Exception {
    try (Gpg gpg = new Gpg(directory)) {
      String fingerprint = gpg.person("ann@ours.lab", "ed25519", "cv25519");
      gpg.run("--quick-add-uid", fingerprint, "Other <secret.name@ours.lab>");
      keys.add(gpg.exportSecret("ann@ours.lab"), KeyImport.ofRecipients("admin", "f").forSigning());
      List<Path> written = WebKeyTree.write(directory.resolve("www"), own(), Optional.empty());
      String hash =
          Tool.run(directory, "/usr/lib/gnupg/gpg-wks-client", "--print-wkd-hash", "ann@ours.lab")
              .text()
              .split(" ")[0];
      Path base = Path.of(".well-known/openpgpkey");
      assertThat(written)
          .contains(
              base.resolve("ours.lab/hu/" + hash),
              base.resolve("ours.lab/policy"),
              base.resolve("hu/" + hash),
              base.resolve("policy"));
      Path file = directory.resolve("www").resolve(base).resolve("hu").resolve(hash);
      try (Gpg stranger = new Gpg(directory)) {
        stranger.run("--import", file.toString());
        String listed = stranger.run("--with-colons", "--list-keys", "ann@ours.lab").text();
        assertThat(listed).contains(fingerprint).doesNotContain("secret.name");
      }
      WebKeyTree.write(directory.resolve("www"), own().subList(0, 1), Optional.empty());
      assertThat(directory.resolve("www").resolve(base).resolve("hu")).isDirectory();
    }
  }

  @Test
  void wkd_keyIsNoLongerOurs_itsFileGoes() throws Exception {
    Path root = directory.resolve("www");
    Own ann = new Own(KeyKind.OPENPGP, ANN, "1", new byte[] {1});
    Own bob = new Own(KeyKind.OPENPGP, Mailbox.parse("bob@ours.lab"), "2", new byte[] {2});
    WebKeyTree.write(root, List.of(ann, bob), Optional.empty());
    Path folder = root.resolve(".well-known/openpgpkey/ours.lab/hu");
    Files.createFile(folder.resolve("README"));
    WebKeyTree.write(root, List.of(ann), Optional.empty());
    assertThat(folder.resolve(PublishedName.webKey(ANN))).hasBinaryContent(new byte[] {1});
    assertThat(folder.resolve(PublishedName.webKey(bob.address()))).doesNotExist();
    assertThat(folder.resolve("README")).exists();
  }

  @Test
  void wkd_domainHasNoKeyAnyMore_itsFilesGoAndForeignOnesStay() throws Exception {
    Path root = directory.resolve("www");
    Own ann = new Own(KeyKind.OPENPGP, ANN, "1", new byte[] {1});
    Own eve = new Own(KeyKind.OPENPGP, Mailbox.parse("eve@other.lab"), "2", new byte[] {2});
    Path base = root.resolve(".well-known/openpgpkey");
    Path foreign = Files.createDirectories(base.resolve("foreign.lab/hu"));
    Files.createFile(foreign.resolve(PublishedName.webKey(ANN)));
    WebKeyTree.write(root, List.of(ann), Optional.empty());
    assertThat(base.resolve("hu").resolve(PublishedName.webKey(ANN))).exists();
    WebKeyTree.write(root, List.of(ann, eve), Optional.empty());
    assertThat(base.resolve("hu")).isEmptyDirectory(); // of whose domain would it be?
    WebKeyTree.write(root, List.of(eve), Optional.empty());
    assertThat(base.resolve("ours.lab/hu")).isEmptyDirectory();
    assertThat(base.resolve("ours.lab/policy")).doesNotExist();
    assertThat(foreign).isNotEmptyDirectory();
    assertThat(WebKeyTree.write(root, List.of(), Optional.empty())).isEmpty();
    assertThat(base.resolve("other.lab/hu")).isEmptyDirectory();
    assertThat(base.resolve("policy")).doesNotExist();
  }

  @Test
  void wkd_oneDomainOfTwo_filesOfTheOtherAndOfTheDirectLayoutStay() throws Exception {
    Path root = directory.resolve("www");
    Own ann = new Own(KeyKind.OPENPGP, ANN, "1", new byte[] {1});
    Own eve = new Own(KeyKind.OPENPGP, Mailbox.parse("eve@other.lab"), "2", new byte[] {2});
    Path base = root.resolve(".well-known/openpgpkey");
    WebKeyTree.write(root, List.of(eve), Optional.empty());
    WebKeyTree.write(root, List.of(ann, eve), Optional.of("ours.lab"));
    assertThat(base.resolve("hu").resolve(PublishedName.webKey(eve.address())))
        .hasBinaryContent(new byte[] {2});
    assertThat(base.resolve("hu").resolve(PublishedName.webKey(ANN))).doesNotExist();
    assertThat(base.resolve("ours.lab/hu").resolve(PublishedName.webKey(ANN))).exists();
    WebKeyTree.write(root, List.of(eve), Optional.of("ours.lab"));
    assertThat(base.resolve("ours.lab/hu")).isEmptyDirectory();
    assertThat(base.resolve("other.lab/hu")).isNotEmptyDirectory();
  }

  @Test
  void all_openPgpKeysThatNobodyCouldEncryptWith_areLeftOut() throws Exception {
    try (Gpg gpg = new Gpg(directory)) {
      gpg.primaryOnly("ann@ours.lab", "ed25519");
      keys.add(gpg.exportSecret("ann@ours.lab"), KeyImport.ofRecipients("admin", "f").forSigning());
      String other = gpg.person("bob@ours.lab", "ed25519", "cv25519");
      keys.add(gpg.exportSecret(other), KeyImport.ofRecipients("admin", "f").forSigning());
      assertThat(own()).extracting(Own::address).containsExactly(Mailbox.parse("bob@ours.lab"));
      gpg.edit(other, "key 1\nrevkey\ny\n0\n\ny\nsave\n");
      keys.add(gpg.exportSecret(other), KeyImport.ofRecipients("admin", "f").forSigning());
    }
    assertThat(own()).isEmpty();
  }

  @Test
  void dns_recordsInASignedZone_areFoundAgainAndUsable() throws Exception {
    try (Gpg gpg = new Gpg(directory)) {
      gpg.person("ann@ours.lab", "ed25519", "cv25519");
      keys.add(gpg.exportSecret("ann@ours.lab"), KeyImport.ofRecipients("admin", "f").forSigning());
    }
    SmimeAuthority authority = new SmimeAuthority(directory);
    authority.person("ann", "P-256", "ann@ours.lab");
    keys.add(
        Files.readAllBytes(authority.pkcs12("ann")),
        KeyImport.ofRecipients("admin", "f").withPassword("x").forSigning());
    assertThat(own()).hasSize(2);
    DnsLab.shared().publish(own().stream().flatMap(k -> KeyRecordText.lines(k).stream()).toList());
    for (KeySource source :
        List.of(
            new OpenPgpKeyRecords(DnsLab.shared().resolver(Dnssec.VALIDATE)),
            new SmimeaRecords(DnsLab.shared().resolver(Dnssec.VALIDATE)))) {
      KeyKind kind = source instanceof SmimeaRecords ? KeyKind.SMIME : KeyKind.OPENPGP;
      SourceAnswer.Found found =
          (SourceAnswer.Found)
              source.ask(new KeySource.Query(ANN, Duration.ofSeconds(5), List.of()));
      assertThat(found.voucher()).isEqualTo(Voucher.SIGNED_RECORD);
      assertThat(
              keys.discovered()
                  .judge(kind, ANN, found.keys(), found.voucher())
                  .keys()
                  .getFirst()
                  .refusal())
          .isEmpty();
    }
  }

  private List<Own> own() {
    return new OwnKeys(keys, database, InstantSource.system()).all();
  }
}
