package io.postern.core.keys.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a responder or CRL server of anybody answers: never that a certificate is good, which only
 * its authority can sign.
 */
final class RevocationFuzzTest {
  /** Long after the seeds, some of which the authority did sign. */
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2027-06-01T00:00:00Z"));

  /** One with a responder and one with a CRL, and who issued both. */
  private static final List<X509Certificate> PEOPLE = certificates();

  @FuzzTest(maxDuration = "60s")
  void ocsp(byte[] answer) {
    isNeverGood(PEOPLE.get(0), answer);
  }

  @FuzzTest(maxDuration = "60s")
  void crl(byte[] answer) {
    isNeverGood(PEOPLE.get(1), answer);
  }

  /** Any certificate's own extensions lead nowhere but to http. */
  @FuzzTest(maxDuration = "60s")
  void urls(byte[] certificate) {
    parsed(certificate).ifPresent(RevocationFuzzTest::leadsToHttpAlone);
  }

  private static void leadsToHttpAlone(X509Certificate certificate) {
    List<URI> all = new ArrayList<>(RevocationUrls.responders(certificate));
    all.addAll(RevocationUrls.lists(certificate));
    assertThat(all).hasSizeLessThan(7).allMatch(uri -> "http".equalsIgnoreCase(uri.getScheme()));
  }

  private static Optional<X509Certificate> parsed(byte[] certificate) {
    try {
      return Optional.of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certificate)));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  private static void isNeverGood(X509Certificate certificate, byte[] answer) {
    RevocationService service = new RevocationService(new Answering(answer), CLOCK, 1 << 20);
    assertThat(service.ask(certificate, PEOPLE.get(2)).join())
        .isInstanceOf(RevocationStatus.Unknown.class);
  }

  private record Answering(byte[] answer) implements AuthorityFetch {
    @Override
    public byte[] get(URI uri, int largest) {
      return answer;
    }

    @Override
    public byte[] post(URI uri, String type, byte[] body, int largest) {
      return answer;
    }
  }

  private static List<X509Certificate> certificates() {
    try (InputStream in = RevocationFuzzTest.class.getResourceAsStream("people.pem")) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(Objects.requireNonNull(in))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }
}
