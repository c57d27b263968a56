package io.postern.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
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
  /** More than any authority needs; each costs the search for a path time. */
  private static final int LONGEST_CHAIN = 16;

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
   * Why a chain does not prove its leaf at that time; empty where it does. Looks at signatures,
   * validity and the constraints of authorities (RFC 5280 6), at nobody's extended key usage, names
   * or revocation. Never throws.
   *
   * @param chain leaf first
   */
  public Optional<String> objection(List<X509Certificate> chain, Instant at) {
    return wrongTime(chain.getFirst(), at).or(() -> noPath(chain, at));
  }

  private static Optional<String> wrongTime(X509Certificate leaf, Instant at) {
    try {
      leaf.checkValidity(Date.from(at));
      return Optional.empty();
    } catch (CertificateExpiredException e) {
      return Optional.of("certificate expired on " + leaf.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException e) {
      return Optional.of("certificate is valid only from " + leaf.getNotBefore().toInstant());
    }
  }

  private Optional<String> noPath(List<X509Certificate> chain, Instant at) {
    if (certificates.contains(chain.getFirst())) {
      return Optional.empty(); // trusted by itself: a partner's self-signed certificate
    }
    if (certificates.isEmpty()) {
      return Optional.of("no authority is trusted");
    }
    if (chain.size() > LONGEST_CHAIN) {
      return Optional.of("certificate chain is longer than " + LONGEST_CHAIN);
    }
    try {
      CertPathBuilder.getInstance("PKIX").build(parameters(chain, at));
      return Optional.empty();
    } catch (CertPathBuilderException e) {
      return Optional.of("certificate chain is not trusted: " + reason(e));
    } catch (GeneralSecurityException | RuntimeException e) {
      // Whatever a peer's certificates do to the JDK's checks, they are not trusted.
      return Optional.of("certificate chain cannot be checked");
    }
  }

  private PKIXBuilderParameters parameters(List<X509Certificate> chain, Instant at)
      throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(chain.getFirst());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(), target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.setDate(Date.from(at));
    parameters.setRevocationEnabled(false);
    return parameters;
  }

  private static String reason(CertPathBuilderException e) {
    return e.getCause() instanceof CertPathValidatorException because
            && because.getReason() != CertPathValidatorException.BasicReason.UNSPECIFIED
        ? because.getReason().toString()
        : "no path to a trusted authority";
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
