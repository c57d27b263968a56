package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.config.Secret;
import io.postern.config.settings.LdapSettings;
import io.postern.config.settings.LdapSettings.Security;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.protect.SmimeAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates in a real OpenLDAP. */
class LdapCertificatesTest {
  private static final Certs CA = new Certs("root");
  private static final Mailbox BOB = Mailbox.parse("Bob@example.org");

  @TempDir private static Path directory;
  private static OpenLdap ldap;
  private static byte[] certificate;
  private static byte[] another;

  @BeforeAll
  static void start() throws IOException {
    SmimeAuthority authority = new SmimeAuthority(directory);
    certificate = der(authority.person("bob", "P-256", "bob@example.org"));
    another = der(authority.person("bob2", "P-256", "bob@example.org"));
    ldap =
        new OpenLdap(
            directory.resolve("ldap"),
            CA.good("localhost"),
            OpenLdap.person("bob", "bob@example.org", certificate, another),
            OpenLdap.person("ann", "ann@example.org"),
            OpenLdap.referral("elsewhere", "ldap://127.0.0.1:1/dc=example,dc=org"));
  }

  @AfterAll
  static void stop() {
    ldap.close();
  }

  @Test
  void ask_overTls_everyCertificateOfThePerson() throws Exception {
    assertThat(ask(settings(Security.TLS, ldap.tlsPort(), "localhost", false), BOB))
        .isInstanceOfSatisfying(
            SourceAnswer.Found.class,
            found -> {
              assertThat(found.keys()).containsExactlyInAnyOrder(certificate, another);
              assertThat(found.voucher()).isEqualTo(Voucher.NOBODY);
            });
  }

  @Test
  void ask_afterStartTls_found() throws Exception {
    assertThat(ask(settings(Security.STARTTLS, ldap.plainPort(), "localhost", false), BOB))
        .isInstanceOf(SourceAnswer.Found.class);
  }

  /** The server takes no password but under TLS, so signing on shows that it was under TLS. */
  @Test
  void ask_withPassword_signedOnUnderTls() throws Exception {
    assertThat(ask(settings(Security.TLS, ldap.tlsPort(), "localhost", true), BOB))
        .isInstanceOf(SourceAnswer.Found.class);
    assertThat(ask(settings(Security.STARTTLS, ldap.plainPort(), "localhost", true), BOB))
        .isInstanceOf(SourceAnswer.Found.class);
  }

  @Test
  void ask_wrongPassword_failedWithoutTellingIt() throws Exception {
    LdapSettings right = settings(Security.STARTTLS, ldap.plainPort(), "localhost", true);
    LdapSettings wrong =
        new LdapSettings(
            right.domains(),
            right.server(),
            right.security(),
            right.base(),
            right.user(),
            Optional.of(new Secret("wrong")),
            right.addresses(),
            false);
    assertThat(ask(wrong, BOB).toString()).contains("Failed").doesNotContain("wrong");
  }

  @Test
  void ask_administratorVouches_noPathIsNeeded() throws Exception {
    LdapSettings plain = settings(Security.TLS, ldap.tlsPort(), "localhost", false);
    LdapSettings vouching =
        new LdapSettings(
            plain.domains(),
            plain.server(),
            plain.security(),
            plain.base(),
            plain.user(),
            plain.password(),
            plain.addresses(),
            true);
    assertThat(ask(vouching, BOB))
        .isInstanceOfSatisfying(
            SourceAnswer.Found.class, f -> assertThat(f.voucher()).isEqualTo(Voucher.NAMED_SERVER));
  }

  @Test
  void ask_personWithoutCertificateOrNobodyOrForeignDomain_none() throws Exception {
    LdapSettings settings = settings(Security.TLS, ldap.tlsPort(), "localhost", false);
    for (String address : List.of("ann@example.org", "nobody@example.org", "bob@example.com")) {
      assertThat(ask(settings, Mailbox.parse(address))).isInstanceOf(SourceAnswer.None.class);
    }
  }

  @Test
  void ask_addressesThatWouldChangeTheFilter_findNobody() throws Exception {
    LdapSettings settings = settings(Security.TLS, ldap.tlsPort(), "localhost", false);
    for (String local : List.of("*", "b*", "bob@example.org)(mail=*", "\\2a", "\"*)(cn=*\"")) {
      assertThat(ask(settings, new Mailbox(local, "example.org")))
          .as(local)
          .isInstanceOf(SourceAnswer.None.class);
    }
  }

  @Test
  void ask_certificateOfAnotherServer_failedBeforeAnythingIsSaid() throws Exception {
    for (Security security : Security.values()) {
      int port = security == Security.TLS ? ldap.tlsPort() : ldap.plainPort();
      assertThat(ask(settings(security, port, "127.0.0.1", true), BOB))
          .isInstanceOf(SourceAnswer.Failed.class);
      LdapCertificates distrustful =
          new LdapCertificates(
              List.of(settings(security, port, "localhost", true)),
              new LdapTls(new TrustedAuthorities(Set.of(new Certs("other").root()))));
      assertThat(distrustful.ask(query(BOB, Duration.ofSeconds(10))))
          .isInstanceOf(SourceAnswer.Failed.class);
    }
  }

  @Test
  void ask_silentServer_endsInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      for (Security security : Security.values()) {
        long started = System.nanoTime();
        LdapCertificates source =
            source(settings(security, silent.getLocalPort(), "localhost", false));
        assertThat(source.ask(query(BOB, Duration.ofMillis(300))))
            .isInstanceOf(SourceAnswer.Failed.class);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
      }
    }
  }

  /** RFC 4511 4.1.1: an answer may say that it has two gigabytes, and begin to. */
  @Test
  void ask_serverThatNeverEndsItsAnswer_isNotListenedToForLong() throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(1);
    try (ServerSocket flood = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> flood(flood, sent, ended));
      LdapCertificates source =
          source(settings(Security.STARTTLS, flood.getLocalPort(), "localhost", false));
      assertThat(source.ask(query(BOB, Duration.ofSeconds(20))))
          .isInstanceOf(SourceAnswer.Failed.class);
      assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(sent.get()).isLessThan(32 << 20); // what lay in buffers of the system aside
  }

  private static void flood(ServerSocket server, AtomicLong sent, CountDownLatch ended) {
    byte[] zeros = new byte[64 << 10];
    try (Socket client = server.accept()) {
      client.getInputStream().read();
      client.getOutputStream().write(new byte[] {0x30, (byte) 0x84, 0x7f, 0, 0, 0});
      while (sent.get() < 1L << 30) {
        client.getOutputStream().write(zeros);
        sent.addAndGet(zeros.length);
      }
    } catch (IOException e) {
      // The other side has had enough.
    } finally {
      ended.countDown();
    }
  }

  @Test
  void escaped_everySignWithAMeaning_asRfc4515Says() {
    assertThat(LdapFilter.anyEquals(List.of("mail", "other"), "a*(b)\\c\0ü@x"))
        .isEqualTo(
            "(|(mail=a\\2a\\28b\\29\\5cc\\00\\c3\\bc@x)(other=a\\2a\\28b\\29\\5cc\\00\\c3\\bc@x))");
  }

  private static SourceAnswer ask(LdapSettings settings, Mailbox who) throws IOException {
    return source(settings).ask(query(who, Duration.ofSeconds(10)));
  }

  private static KeySource.Query query(Mailbox who, Duration patience) {
    return new KeySource.Query(who, patience, List.of());
  }

  private static LdapCertificates source(LdapSettings settings) throws IOException {
    return new LdapCertificates(
        List.of(settings), new LdapTls(new TrustedAuthorities(Set.of(CA.root()))));
  }

  private static LdapSettings settings(Security security, int port, String host, boolean user) {
    return new LdapSettings(
        List.of("example.org"),
        new HostPort(host, port),
        security,
        OpenLdap.BASE,
        Optional.of(OpenLdap.USER).filter(_ -> user),
        Optional.of(new Secret(OpenLdap.PASSWORD)).filter(_ -> user),
        List.of("mail"),
        false);
  }

  private static byte[] der(Path pem) throws IOException {
    String text = Files.readString(pem, StandardCharsets.US_ASCII);
    return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
  }
}
