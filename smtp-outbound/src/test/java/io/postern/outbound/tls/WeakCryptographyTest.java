package io.postern.outbound.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.TlsVersion;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.core.wire.TrustedAuthorities;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of openssl that would prove something if they were made with care. */
class WeakCryptographyTest {
  @TempDir Path directory;

  @Test
  void objection_rsa1024_whateverTheCheck() throws Exception {
    X509Certificate root = root("rsa:2048", "-sha256");
    X509Certificate weak = leaf("rsa:1024", "-sha256");
    String pin =
        ((io.postern.core.wire.PeerCertificate.Presented)
                io.postern.core.wire.PeerCertificate.of(List.of(weak)))
            .sha256();
    for (Check check : List.of(pkix(), new Check.Pinned(Set.of(pin)))) {
      assertThat(objection(check, root, weak)).contains("certificate's key is too weak (RSA)");
    }
  }

  @Test
  void objection_signedWithSha1_notByPkix() throws Exception {
    X509Certificate root = root("rsa:2048", "-sha256");
    assertThat(objection(pkix(), root, leaf("rsa:2048", "-sha1")).orElse(""))
        .containsAnyOf("signed with SHA1", "not trusted");
    assertThat(objection(pkix(), root, leaf("rsa:2048", "-sha256"))).isEmpty();
  }

  @Test
  void objection_authorityWithWeakKey_notByPkix() throws Exception {
    X509Certificate root = root("rsa:1024", "-sha256");
    assertThat(objection(pkix(), root, leaf("rsa:2048", "-sha256"))).isPresent();
  }

  @Test
  void objection_bareKeyInTheDns_itsSignaturesAndItsSizeCount() throws Exception {
    X509Certificate root = root("rsa:2048", "-sha256");
    assertThat(objection(bareKey(root), root, leaf("rsa:2048", "-sha256"))).isEmpty();
    assertThat(objection(bareKey(root), root, leaf("rsa:2048", "-sha1"))).isPresent();
    X509Certificate weak = root("rsa:1024", "-sha256");
    assertThat(objection(bareKey(weak), weak, leaf("rsa:2048", "-sha256"))).isPresent();
  }

  private static Check bareKey(X509Certificate authority) {
    String key = HexFormat.of().formatHex(authority.getPublicKey().getEncoded());
    return new Check.Dane(
        List.of(new Tlsa(2, 1, 0, key)), "_25._tcp.mx.example", Set.of("mx.example"));
  }

  private static Check pkix() {
    return new Check.Pkix(Set.of("mx.example"));
  }

  private static Optional<String> objection(
      Check check, X509Certificate root, X509Certificate leaf) {
    Checker checker = new Checker(new TrustedAuthorities(Set.of(root)), InstantSource.system());
    TlsPlan plan =
        new TlsPlan(
            TlsPlan.Need.VERIFY, List.of(check), TlsVersion.TLS_1_2, Optional.empty(), false);
    return new SessionJudge(checker, plan).objection(List.of(leaf));
  }

  private X509Certificate root(String key, String digest) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        key,
        "-nodes",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        digest,
        "-subj",
        "/CN=root",
        "-days",
        "30");
    return read("root.pem");
  }

  private X509Certificate leaf(String key, String digest) throws Exception {
    openssl(
        "req",
        "-newkey",
        key,
        "-nodes",
        "-keyout",
        "leaf.key",
        "-out",
        "leaf.csr",
        "-subj",
        "/CN=leaf");
    Files.writeString(directory.resolve("names"), "subjectAltName=DNS:mx.example\n");
    openssl(
        "x509",
        "-req",
        "-in",
        "leaf.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        digest,
        "-CAcreateserial",
        "-days",
        "30",
        "-extfile",
        "names",
        "-out",
        "leaf.pem");
    return read("leaf.pem");
  }

  private X509Certificate read(String file) throws Exception {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private void openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(directory.resolve("said")));
    }
  }
}
