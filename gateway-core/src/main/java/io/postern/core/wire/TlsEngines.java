package io.postern.core.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.internal.tcnative.SSL;
import io.postern.config.settings.Settings.CipherFloor;
import io.postern.config.settings.Settings.TlsEngine;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * Makes TLS engines for wires. They prove possession of keys and judge nothing themselves: a client
 * is given a {@link ServerJudge}, a server looks at the session after the handshake. No session is
 * ever resumed, because a resumed one shows no certificate that was checked against today's policy.
 *
 * <p>The native engine cannot be told which TLS 1.3 suites to use: it takes all three of RFC 8446
 * that BoringSSL has, ChaCha20-Poly1305 among them.
 */
public final class TlsEngines {
  /** NIST SP 800-52r2 3.1: no version below 1.2. */
  static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** NIST SP 800-52r2 3.3.1, without those that lack forward secrecy or an AEAD. */
  static final List<String> SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

  /**
   * What a listener takes, and a client without a stricter floor: the same in that order, and
   * ChaCha20-Poly1305 (RFC 7905) for peers without AES in hardware, who choose it where they can.
   * Every suite has forward secrecy and an AEAD.
   */
  static final List<String> SOUND_SUITES =
      Stream.concat(
              SUITES.stream(),
              Stream.of(
                  "TLS_CHACHA20_POLY1305_SHA256",
                  "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"))
          .toList();

  /**
   * A listener's groups in its order. The first is X25519 with ML-KEM-768: mail recorded today
   * stays closed to a quantum computer of tomorrow. JDK 25 does not have that one and leaves it
   * out.
   */
  static final String[] SERVER_GROUPS = {"X25519MLKEM768", "x25519", "secp256r1", "secp384r1"};

  /** Engines for accepted connections. Safe for use by many threads. */
  @FunctionalInterface
  public interface Server {
    /** A fresh engine that asks for a client certificate and goes on without one. */
    SSLEngine newEngine();
  }

  /** Engines for connections that we open. Safe for use by many threads. */
  @FunctionalInterface
  public interface Client {
    /**
     * A fresh engine.
     *
     * @param serverName for the SNI extension (RFC 6066 3): a host name in A-labels, never an
     *     address
     * @param judge asked once, when the server has shown its certificate
     */
    SSLEngine newEngine(Optional<String> serverName, ServerJudge judge);

    /** One that accepts whatever the server shows. */
    default SSLEngine newEngine(Optional<String> serverName) {
      return newEngine(serverName, ServerJudge.LATER);
    }
  }

  private TlsEngines() {}

  /**
   * The group of the key exchange, as in {@code X25519MLKEM768}, after the handshake and before the
   * engine's wire is closed; empty where the engine does not tell, as the JDK's.
   */
  public static Optional<String> group(SSLEngine engine) {
    try {
      return engine instanceof ReferenceCountedOpenSslEngine e
          ? Optional.ofNullable(SSL.getGroupName(e.sslPointer()))
          : Optional.empty();
    } catch (Exception e) {
      return Optional.empty(); // the native call's way to say that it does not know
    }
  }

  /**
   * @throws GeneralSecurityException where the identity cannot be used
   */
  public static Server server(TlsIdentity identity, TlsEngine engine)
      throws GeneralSecurityException {
    return switch (engine) {
      case NATIVE -> nativeServer(identity);
      case JDK -> jdkServer(identity);
    };
  }

  /**
   * @throws GeneralSecurityException where TLS cannot be set up on this machine
   */
  public static Client client(TlsEngine engine) throws GeneralSecurityException {
    return client(engine, Optional.empty());
  }

  /**
   * @param identity shown to servers that ask for a client certificate
   * @throws GeneralSecurityException where TLS cannot be set up on this machine or the identity
   *     cannot be used
   */
  public static Client client(TlsEngine engine, Optional<TlsIdentity> identity)
      throws GeneralSecurityException {
    return client(engine, identity, CipherFloor.SP800_52R2);
  }

  /**
   * @param floor what is offered; the native engine offers all suites of TLS 1.3, so that under a
   *     stricter floor the session has to be looked at
   * @throws GeneralSecurityException as above
   */
  public static Client client(TlsEngine engine, Optional<TlsIdentity> identity, CipherFloor floor)
      throws GeneralSecurityException {
    List<String> suites = CipherSuites.of(floor);
    return switch (engine) {
      case NATIVE -> nativeClient(identity, suites);
      case JDK -> jdkClient(identity, suites);
    };
  }

  private static Server nativeServer(TlsIdentity identity) throws GeneralSecurityException {
    SslContext context =
        nativeContext(
            SslContextBuilder.forServer(identity.key(), identity.chain())
                .option(OpenSslContextOption.GROUPS, SERVER_GROUPS)
                .clientAuth(ClientAuth.OPTIONAL),
            SOUND_SUITES,
            new JudgingTrustManager());
    return () -> withoutTickets(context.newEngine(ByteBufAllocator.DEFAULT));
  }

  private static Client nativeClient(Optional<TlsIdentity> identity, List<String> suites)
      throws GeneralSecurityException {
    SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("");
    identity.ifPresent(i -> builder.keyManager(i.key(), i.chain()));
    JudgingTrustManager trust = new JudgingTrustManager();
    SslContext context = nativeContext(builder, suites, trust);
    return (name, judge) ->
        trust.engage(
            name.map(n -> context.newEngine(ByteBufAllocator.DEFAULT, n, -1))
                .orElseGet(() -> context.newEngine(ByteBufAllocator.DEFAULT)),
            judge);
  }

  private static SslContext nativeContext(
      SslContextBuilder builder, List<String> suites, TrustManager trust)
      throws GeneralSecurityException {
    try {
      SslContext context =
          builder
              .sslProvider(SslProvider.OPENSSL)
              .protocols(VERSIONS)
              .ciphers(suites, SupportedCipherSuiteFilter.INSTANCE)
              .trustManager(trust)
              .build();
      ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(false);
      return context;
    } catch (SSLException e) {
      throw new GeneralSecurityException("native TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** The context gives out tickets unless each engine is told otherwise. */
  private static SSLEngine withoutTickets(SSLEngine engine) {
    SSL.setOptions(((ReferenceCountedOpenSslEngine) engine).sslPointer(), SSL.SSL_OP_NO_TICKET);
    return engine;
  }

  private static Server jdkServer(TlsIdentity identity) throws GeneralSecurityException {
    KeyManager[] keys = keyManagers(identity);
    SecureRandom random = new SecureRandom();
    return () -> {
      SSLEngine engine = jdkContext(keys, new JudgingTrustManager(), random).createSSLEngine();
      SSLParameters parameters = limited(engine, SOUND_SUITES);
      parameters.setUseCipherSuitesOrder(true);
      parameters.setNamedGroups(SERVER_GROUPS);
      engine.setSSLParameters(parameters);
      engine.setUseClientMode(false);
      engine.setWantClientAuth(true);
      return engine;
    };
  }

  private static Client jdkClient(Optional<TlsIdentity> identity, List<String> suites)
      throws GeneralSecurityException {
    KeyManager[] keys = identity.isPresent() ? keyManagers(identity.get()) : new KeyManager[0];
    SecureRandom random = new SecureRandom();
    return (name, judge) -> {
      JudgingTrustManager trust = new JudgingTrustManager();
      SSLEngine engine = trust.engage(jdkContext(keys, trust, random).createSSLEngine(), judge);
      SSLParameters parameters = limited(engine, suites);
      name.ifPresent(n -> parameters.setServerNames(List.of(new SNIHostName(n))));
      engine.setSSLParameters(parameters);
      engine.setUseClientMode(true);
      return engine;
    };
  }

  /** One per engine: a context remembers sessions, and the JDK has no other way to forbid it. */
  private static SSLContext jdkContext(KeyManager[] keys, TrustManager trust, SecureRandom random) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static SSLParameters limited(SSLEngine engine, List<String> suites) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(VERSIONS.toArray(String[]::new));
    parameters.setCipherSuites(suites.toArray(String[]::new));
    return parameters;
  }

  private static KeyManager[] keyManagers(TlsIdentity identity) throws GeneralSecurityException {
    try {
      char[] noPassword = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, noPassword);
      store.setKeyEntry(
          "own", identity.key(), noPassword, identity.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, noPassword);
      return factory.getKeyManagers();
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot be made", e);
    }
  }
}
