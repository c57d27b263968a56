package io.postern.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.OpensslAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates as openssl signs them. */
class KeyStrengthTest {
  private static final String PSS = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20 ";

  @TempDir static Path files;
  private static OpensslAuthority openssl;
  private static X509Certificate root;

  @BeforeAll
  static void make() throws IOException {
    openssl = OpensslAuthority.root(files, "Root");
    root = openssl.certificate();
    openssl.run("genrsa -out rsa.key 2048");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-sha1",
        PSS + "-sha1",
        PSS + "-sha256 -sigopt rsa_mgf1_md:sha1",
        PSS + "-sha1 -sigopt rsa_mgf1_md:sha256"
      })
  void ofPath_signedWithSha1Somehow_isWeak(String how) throws Exception {
    assertThat(KeyStrength.ofPath(path(how)).orElseThrow()).contains("is signed with");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-sha256", PSS + "-sha256", PSS + "-sha384 -sigopt rsa_mgf1_md:sha256"})
  void ofPath_signedWithSha2_isStrong(String how) throws Exception {
    assertThat(KeyStrength.ofPath(path(how))).isEmpty();
  }

  @Test
  void ofPath_signedWithEcdsa_isStrong() {
    assertThat(KeyStrength.ofPath(ending(root))).isEmpty();
  }

  private static PathSearch.Result.Found path(String how) throws Exception {
    openssl.run("req -x509 -key rsa.key -days 3 -config ca.cnf -subj /CN=a -out a.pem " + how);
    return ending(read(openssl.file().resolveSibling("a.pem")));
  }

  private static PathSearch.Result.Found ending(X509Certificate leaf) {
    return new PathSearch.Result.Found(List.of(leaf), new TrustAnchor(root, null));
  }

  private static X509Certificate read(Path file) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
