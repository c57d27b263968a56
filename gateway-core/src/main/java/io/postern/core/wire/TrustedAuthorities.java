package io.postern.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates that a chain may end in. Safe for use by many threads. */
public record TrustedAuthorities(Set<X509Certificate> certificates) {
  public TrustedAuthorities {
    certificates = Set.copyOf(certificates);
  }

  /**
   * Reads them.
   *
   * @param files PEM, one or more certificates each
   * @param publicOnes whether the JDK's list counts too
   * @throws IOException naming the file that cannot be read or holds no certificate
   */
  public static TrustedAuthorities load(List<Path> files, boolean publicOnes) throws IOException {
    Set<X509Certificate> all = new HashSet<>();
    for (Path file : files) {
      all.addAll(read(file));
    }
    if (publicOnes) {
      all.addAll(ofJdk());
    }
    return new TrustedAuthorities(all);
  }

  /**
   * Why a chain does not prove its leaf at that time; empty where it does. Never throws.
   *
   * @param chain leaf first
   */
  public Optional<String> objection(List<X509Certificate> chain, Instant at) {
    return switch (path(chain, at)) {
      case PathSearch.Result.Found _ -> Optional.empty();
      case PathSearch.Result.None(boolean _, String why) -> Optional.of(why);
    };
  }

  /**
   * The path from a chain's leaf to one of these at that time. A leaf that is itself among them is
   * trusted as it is: a partner's self-signed certificate. Never throws.
   *
   * @param chain leaf first
   */
  public PathSearch.Result path(List<X509Certificate> chain, Instant at) {
    X509Certificate leaf = chain.getFirst();
    return certificates.contains(leaf) && PathSearch.wrongTime(leaf, at).isEmpty()
        ? new PathSearch.Result.Found(List.of(leaf), new TrustAnchor(leaf, null))
        : PathSearch.run(anchors(), chain, at);
  }

  private Set<TrustAnchor> anchors() {
    return certificates.stream().map(c -> new TrustAnchor(c, null)).collect(Collectors.toSet());
  }

  private static Set<X509Certificate> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Set<X509Certificate> found = new HashSet<>();
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        found.add((X509Certificate) c);
      }
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      return found;
    } catch (CertificateException e) {
      throw new IOException(file + " is not a file of PEM certificates", e);
    }
  }

  private static List<X509Certificate> ofJdk() throws IOException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      @Nullable KeyStore theJdksOwn = null;
      factory.init(theJdksOwn);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .flatMap(m -> Arrays.stream(((X509TrustManager) m).getAcceptedIssuers()))
          .toList();
    } catch (GeneralSecurityException e) {
      throw new IOException("the JDK's list of public authorities cannot be read", e);
    }
  }
}
