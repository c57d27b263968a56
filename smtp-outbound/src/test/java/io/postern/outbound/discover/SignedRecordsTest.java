package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.outbound.protect.SmimeAuthority;
import io.postern.outbound.testing.DnsLab;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys in the DNS of a real name server: signed, unsigned, forged, absent (RFC 7929, RFC 8162). */
class SignedRecordsTest {
  private static final byte[] KEY = "a key".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER = "another key".getBytes(StandardCharsets.US_ASCII);

  @TempDir private static Path directory;

  @ParameterizedTest
  @EnumSource(
      value = Dnssec.class,
      names = {"VALIDATE", "TRUST_AD"})
  void openPgpKey_signed_allOfThem(Dnssec mode) {
    Mailbox bob =
        Mailbox.parse("bob@" + mode.name().replace("_", "-").toLowerCase(Locale.ROOT) + ".lab");
    DnsLab.shared().publish(List.of(openPgp(bob, KEY), openPgp(bob, OTHER)));
    assertThat(ask(new OpenPgpKeyRecords(DnsLab.shared().resolver(mode)), bob))
        .isInstanceOfSatisfying(
            SourceAnswer.Found.class,
            found -> {
              assertThat(found.keys()).containsExactlyInAnyOrder(KEY, OTHER);
              assertThat(found.voucher()).isEqualTo(Voucher.SIGNED_RECORD);
              assertThat(found.place()).endsWith("._openpgpkey." + bob.domain());
            });
  }

  @Test
  void openPgpKey_largerThanADatagram_whole() {
    Mailbox bob = Mailbox.parse("bob@large.lab");
    byte[] large = new byte[20_000];
    DnsLab.shared().publish(List.of(openPgp(bob, large)));
    assertThat(openPgp(bob))
        .isInstanceOfSatisfying(
            SourceAnswer.Found.class, f -> assertThat(f.keys()).containsExactly(large));
  }

  @Test
  void openPgpKey_writtenWithCapitals_foundInSmallLetters() {
    Mailbox bob = Mailbox.parse("bob@capitals.lab");
    DnsLab.shared().publish(List.of(openPgp(bob, KEY)));
    assertThat(openPgp(Mailbox.parse("Bob@capitals.lab"))).isInstanceOf(SourceAnswer.Found.class);
  }

  @Test
  void openPgpKey_notSigned_noneWithTheReason() {
    Mailbox bob = Mailbox.parse("bob@pgp.plain");
    DnsLab.shared().publishUnsigned(List.of(openPgp(bob, KEY)));
    assertThat(openPgp(bob).toString()).startsWith("None").contains("not signed");
  }

  @Test
  void openPgpKey_wrongSignature_failed() {
    Mailbox bob = Mailbox.parse("bob@spoiled.lab");
    DnsLab.shared().publish(List.of(openPgp(bob, KEY)));
    DnsLab.shared().spoil(PublishedName.openPgpKey(bob).iterator().next(), "OPENPGPKEY");
    assertThat(openPgp(bob)).isInstanceOf(SourceAnswer.Failed.class);
  }

  @Test
  void openPgpKey_absent_none() {
    assertThat(openPgp(Mailbox.parse("nobody@nowhere.lab"))).isInstanceOf(SourceAnswer.None.class);
  }

  @Test
  void openPgpKey_dnssecOff_nothingIsAsked() {
    KeySource source = new OpenPgpKeyRecords(DnsLab.shared().resolver(Dnssec.OFF));
    assertThat(ask(source, Mailbox.parse("bob@off.lab")).toString()).contains("DNSSEC is off");
  }

  @Test
  void smimea_wholeCertificate_vouchedForByTheRecordOnlyInUsageThree() throws Exception {
    Mailbox ann = Mailbox.parse("ann@whole.lab");
    byte[] der = certificate("whole");
    DnsLab.shared().publish(List.of(smimea(ann, "3 0 0", der)));
    assertThat(smimea(ann, List.of())).satisfies(found(ann, der, Voucher.SIGNED_RECORD));
    Mailbox eve = Mailbox.parse("eve@whole.lab");
    DnsLab.shared().publish(List.of(smimea(eve, "1 0 0", der)));
    assertThat(smimea(eve, List.of())).satisfies(found(eve, der, Voucher.NOBODY));
  }

  @Test
  void smimea_digest_namesACertificateKnownFromElsewhere() throws Exception {
    byte[] der = certificate("digest");
    byte[] other = certificate("another");
    byte[] spki =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der))
            .getPublicKey()
            .getEncoded();
    List<String> fitting = List.of("3 0 1", "3 0 2", "3 1 0", "3 1 1", "3 1 2");
    for (String kind : fitting) {
      Mailbox ann = Mailbox.parse("ann@d" + kind.replace(" ", "") + ".lab");
      byte[] selected = kind.charAt(2) == '0' ? der : spki;
      byte[] data =
          switch (kind.charAt(4)) {
            case '1' -> MessageDigest.getInstance("SHA-256").digest(selected);
            case '2' -> MessageDigest.getInstance("SHA-512").digest(selected);
            default -> selected;
          };
      DnsLab.shared().publish(List.of(smimea(ann, kind, data)));
      assertThat(smimea(ann, List.of(other, der)))
          .as(kind)
          .satisfies(found(ann, der, Voucher.SIGNED_RECORD));
      assertThat(smimea(ann, List.of(other))).as(kind).isInstanceOf(SourceAnswer.None.class);
    }
  }

  @Test
  void smimea_usagesOfAuthoritiesAndUnknownOnes_none() throws Exception {
    byte[] der = certificate("usages");
    for (String kind : List.of("0 0 0", "2 0 0", "4 0 0", "3 7 0", "3 0 9")) {
      Mailbox ann = Mailbox.parse("ann@u" + kind.replace(" ", "") + ".lab");
      DnsLab.shared().publish(List.of(smimea(ann, kind, der)));
      assertThat(smimea(ann, List.of(der))).as(kind).isInstanceOf(SourceAnswer.None.class);
    }
  }

  @Test
  void smimea_notSignedOrForged_notTaken() throws Exception {
    byte[] der = certificate("unsigned");
    Mailbox ann = Mailbox.parse("ann@smimea.plain");
    DnsLab.shared().publishUnsigned(List.of(smimea(ann, "3 0 0", der)));
    assertThat(smimea(ann, List.of()).toString()).contains("not signed");
    Mailbox eve = Mailbox.parse("eve@smimeaspoiled.lab");
    DnsLab.shared().publish(List.of(smimea(eve, "3 0 0", der)));
    DnsLab.shared().spoil(PublishedName.smimea(eve).iterator().next(), "SMIMEA");
    assertThat(smimea(eve, List.of())).isInstanceOf(SourceAnswer.Failed.class);
  }

  private static Consumer<SourceAnswer> found(Mailbox who, byte[] der, Voucher voucher) {
    return answer ->
        assertThat(answer)
            .isInstanceOfSatisfying(
                SourceAnswer.Found.class,
                found -> {
                  assertThat(found.keys()).containsExactly(der);
                  assertThat(found.voucher()).isEqualTo(voucher);
                  assertThat(found.place()).isEqualTo(PublishedName.smimea(who).iterator().next());
                });
  }

  private static SourceAnswer openPgp(Mailbox who) {
    return ask(new OpenPgpKeyRecords(DnsLab.shared().resolver(Dnssec.VALIDATE)), who);
  }

  private static SourceAnswer smimea(Mailbox who, List<byte[]> known) {
    return new SmimeaRecords(DnsLab.shared().resolver(Dnssec.VALIDATE))
        .ask(new KeySource.Query(who, Duration.ofSeconds(5), known));
  }

  private static SourceAnswer ask(KeySource source, Mailbox who) {
    return source.ask(new KeySource.Query(who, Duration.ofSeconds(5), List.of()));
  }

  private static String openPgp(Mailbox who, byte[] key) {
    String name = PublishedName.openPgpKey(who).iterator().next();
    return name + ". IN OPENPGPKEY " + Base64.getEncoder().encodeToString(key);
  }

  private static String smimea(Mailbox who, String kind, byte[] data) {
    String name = PublishedName.smimea(who).iterator().next();
    return name + ". IN SMIMEA " + kind + " " + HexFormat.of().formatHex(data);
  }

  private static byte[] certificate(String name) throws IOException {
    Path pem = new SmimeAuthority(directory).person(name, "P-256", name + "@example.lab");
    return Base64.getMimeDecoder()
        .decode(Files.readString(pem).replaceAll("-----[A-Z ]+-----", ""));
  }
}
