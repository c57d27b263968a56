package io.postern.web.portal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PortalCertificateTest {
  private static final Certs CA = new Certs("root");

  @TempDir Path directory;
  private final TlsIdentity first = CA.good("first.example.org");
  private final TlsIdentity second = CA.belowIntermediate("second.example.org");

  @BeforeEach
  void writeFirst() throws IOException {
    Certs.write(first, directory);
  }

  @Test
  void look_renewed_newConnectionsShowItAndOpenOnesGoOn() throws Exception {
    try (World world = world();
        SSLSocket open = connected(world)) {
      Certs.write(second, directory);
      world.server.lookAtCertificate();
      assertThat(shown(world)).isEqualTo(second.chain().getFirst());
      open.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
      assertThat(open.getInputStream().read()).isEqualTo('H');
      assertThat(open.getSession().getPeerCertificates()[0]).isEqualTo(first.chain().getFirst());
    }
  }

  @Test
  void look_halfRenewedThenWhole_keepsTheOldUntilItIs() throws Exception {
    try (World world = world()) {
      byte[] key = Files.readAllBytes(directory.resolve("key.pem"));
      Certs.write(second, directory);
      byte[] fresh = Files.readAllBytes(directory.resolve("key.pem"));
      Files.write(directory.resolve("key.pem"), key);
      world.server.lookAtCertificate();
      assertThat(shown(world)).isEqualTo(first.chain().getFirst());
      Files.delete(directory.resolve("key.pem"));
      world.server.lookAtCertificate();
      assertThat(shown(world)).isEqualTo(first.chain().getFirst());
      Files.write(directory.resolve("key.pem"), fresh);
      world.server.lookAtCertificate();
      assertThat(shown(world)).isEqualTo(second.chain().getFirst());
    }
  }

  @Test
  void new_keyOfAnotherCertificate_doesNotStart() throws IOException {
    byte[] key = Files.readAllBytes(directory.resolve("key.pem"));
    Certs.write(second, directory);
    Files.write(directory.resolve("key.pem"), key);
    assertThatThrownBy(this::world).isInstanceOf(IOException.class).hasMessageContaining("key.pem");
  }

  private World world() throws IOException {
    return new World(
        "https://127.0.0.1",
        Optional.of(directory.resolve("chain.pem")),
        Optional.of(directory.resolve("key.pem")));
  }

  private static Certificate shown(World world) throws Exception {
    try (SSLSocket socket = connected(world)) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket connected(World world) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("root", CA.root());
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", world.server.port());
    socket.startHandshake();
    return socket;
  }
}
