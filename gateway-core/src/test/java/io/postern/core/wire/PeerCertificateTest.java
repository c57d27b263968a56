package io.postern.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.testing.Certs;
import io.postern.core.testing.TestIdentity;
import io.postern.core.wire.PeerCertificate.PathVerdict;
import io.postern.core.wire.PeerCertificate.Presented;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class PeerCertificateTest {
  private static final Certs CA = new Certs("root");
  private static final TrustedAuthorities TRUST = new TrustedAuthorities(Set.of(CA.root()));
  private final Instant now = Instant.now();

  @Test
  void of_noTls_isNone() throws Exception {
    try (WirePair pair = WirePair.open()) {
      assertThat(PeerCertificate.of(pair.server())).isEqualTo(new PeerCertificate.None());
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_clientWithoutCertificate_isNone(TlsEngine engine) throws Exception {
    assertThat(shown(engine, Optional.empty())).isEqualTo(new PeerCertificate.None());
  }

  @ParameterizedTest
  @EnumSource
  void of_clientBelowIntermediate_isReadAndTrusted(TlsEngine engine) throws Exception {
    TlsIdentity client = CA.belowIntermediate("mail.protection.example.com", "*.example.com");
    Presented shown = presented(engine, client);
    assertThat(shown.chain()).isEqualTo(client.chain());
    assertThat(shown.subject()).isEqualTo("CN=leaf");
    assertThat(shown.dnsNames()).containsExactly("mail.protection.example.com", "*.example.com");
    assertThat(shown.spkiSha256())
        .isEqualTo(
            Base64.getEncoder()
                .encodeToString(sha256(client.chain().getFirst().getPublicKey().getEncoded())));
    assertThat(shown.sha256())
        .isEqualTo(HexFormat.of().formatHex(sha256(client.chain().getFirst().getEncoded())));
    assertThat(shown.verdict(TRUST, now)).isEqualTo(new PathVerdict.Trusted());
  }

  /** A client certificate made for servers alone is what large senders show. */
  @ParameterizedTest
  @EnumSource
  void verdict_madeForServersOnly_isTrusted(TlsEngine engine) throws Exception {
    Presented shown = presented(engine, CA.good("mx.example.org"));
    assertThat(shown.extendedKeyUses()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(shown.verdict(TRUST, now)).isEqualTo(new PathVerdict.Trusted());
  }

  @ParameterizedTest
  @EnumSource
  void verdict_expired_handshakeSucceedsAndPathIsBroken(TlsEngine engine) throws Exception {
    assertThat(presented(engine, CA.expired("mx.example.org")).verdict(TRUST, now))
        .isInstanceOfSatisfying(
            PathVerdict.Broken.class, b -> assertThat(b.why()).startsWith("certificate expired"));
  }

  @Test
  void verdict_notYetValidSelfSignedOrOtherAuthority_isBroken() throws Exception {
    for (TlsIdentity bad :
        List.of(
            CA.future("mx.example.org"),
            Certs.selfSigned("mx.example.org"),
            new Certs("other").good("mx.example.org"),
            // The name of the authority, not its key.
            new Certs("root").good("mx.example.org"))) {
      assertThat(presented(TlsEngine.NATIVE, bad).verdict(TRUST, now))
          .isInstanceOf(PathVerdict.Broken.class);
    }
  }

  @Test
  void verdict_leafTrustedByItself_isTrusted() throws Exception {
    TlsIdentity partner = TestIdentity.rsa("mx.example.org");
    Presented shown = presented(TlsEngine.NATIVE, partner);
    assertThat(shown.verdict(new TrustedAuthorities(Set.copyOf(partner.chain())), now))
        .isEqualTo(new PathVerdict.Trusted());
    assertThat(shown.verdict(new TrustedAuthorities(Set.of()), now))
        .isInstanceOf(PathVerdict.Broken.class);
  }

  @Test
  void verdict_endlessChain_isBrokenWithoutSearch() {
    X509Certificate leaf = CA.good("mx.example.org").chain().getFirst();
    Presented long100 = new Presented(Collections.nCopies(100, leaf));
    assertThat(long100.verdict(TRUST, now))
        .isEqualTo(new PathVerdict.Broken("certificate chain is longer than 16"));
  }

  private static Presented presented(TlsEngine server, TlsIdentity client) throws Exception {
    return (Presented) shown(server, Optional.of(client));
  }

  /** What a server with that engine sees of a client of the JDK. */
  private static PeerCertificate shown(TlsEngine server, Optional<TlsIdentity> client)
      throws Exception {
    TlsEngines.Server servers = TlsEngines.server(TestIdentity.ec("mail.example.org"), server);
    try (WirePair pair =
        WirePair.open().tls((name, judge) -> clientEngine(client), servers, "any")) {
      // TLS 1.3: the client's certificate comes after its handshake is done.
      pair.client().write(new byte[1], 0, 1);
      pair.client().flush();
      pair.server().read(new byte[1], 0, 1);
      return PeerCertificate.of(pair.server());
    }
  }

  private static SSLEngine clientEngine(Optional<TlsIdentity> identity) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      if (identity.isPresent()) {
        store.setKeyEntry(
            "own",
            identity.get().key(),
            new char[0],
            identity.get().chain().toArray(X509Certificate[]::new));
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new TrustManager[] {new JudgingTrustManager()}, null);
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(true);
      return engine;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
