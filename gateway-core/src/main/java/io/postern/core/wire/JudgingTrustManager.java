package io.postern.core.wire;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks, for each engine, who knows what its peer must be. Engines for which nobody is named accept
 * what is shown; their session is looked at afterwards. A refusal in here reaches the peer as an
 * alert. Safe for use by many threads.
 */
final class JudgingTrustManager extends X509ExtendedTrustManager {
  private final Map<SSLEngine, ServerJudge> judges =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** Names the judge of an engine, before its handshake. */
  SSLEngine engage(SSLEngine engine, ServerJudge judge) {
    judges.put(engine, judge);
    return engine;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    Optional<ServerJudge> judge = Optional.ofNullable(judges.get(engine));
    Optional<String> objection = judge.flatMap(j -> j.objection(List.of(chain)));
    if (objection.isPresent()) {
      // BoringSSL makes bad_certificate of this one (RFC 8446 6.2), and the JDK
      // certificate_unknown.
      throw new OpenSslCertificateException(
          objection.get(), CertificateVerifier.X509_V_ERR_CERT_REJECTED);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

  /** Nobody has a judge without an engine. */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("nobody can judge this");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("nobody can judge this");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
