package io.postern.packaging.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoReceiverTest {
  private final List<DemoMessage> messages = DemoMessage.all();
  private DemoWorld world;

  @BeforeEach
  void start() throws Exception {
    world = DemoWorld.start(InstantSource.system(), List.of());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void receive_everyMessagePlain_keepsEveryByteAndTheEnvelope() throws Exception {
    try (DemoClient client = DemoClient.plain(at(DemoDomain.NO_TLS))) {
      for (DemoMessage message : messages) {
        client.send(
            message.from(), List.of("a@no-tls.example", "b@no-tls.example"), message.content());
      }
    }
    List<DemoReceiver.Received> got = receiver(DemoDomain.NO_TLS).messages();
    for (int i = 0; i < messages.size(); i++) {
      assertThat(got.get(i).content())
          .as(messages.get(i).name())
          .isEqualTo(messages.get(i).content());
      assertThat(got.get(i).from()).isEqualTo(messages.get(i).from());
      assertThat(got.get(i).to()).containsExactly("a@no-tls.example", "b@no-tls.example");
      assertThat(got.get(i).tls()).isEmpty();
    }
    assertThat(wire(DemoDomain.NO_TLS)).contains("212-63-8840");
  }

  @Test
  void receive_withTls_keepsTheMessageAndOnlyCiphertextOfTheWire() throws Exception {
    DemoMessage secret = messages.getFirst();
    try (DemoClient client = DemoClient.secured(at(DemoDomain.GOOD_TLS), trusting())) {
      client.send(secret.from(), List.of("a@good-tls.example"), secret.content());
    }
    DemoReceiver.Received got = receiver(DemoDomain.GOOD_TLS).messages().getFirst();
    assertThat(got.content()).isEqualTo(secret.content());
    assertThat(got.tls()).contains("TLSv1.3");
    assertThat(wire(DemoDomain.GOOD_TLS)).contains("STARTTLS").doesNotContain("48213377");
  }

  @Test
  void handshake_withAnExpiredCertificate_isRefusedByAClientThatLooks() {
    assertThatThrownBy(() -> DemoClient.secured(at(DemoDomain.EXPIRED), trusting()))
        .isInstanceOf(SSLHandshakeException.class)
        .hasStackTraceContaining("NotAfter");
  }

  @Test
  void starttls_whereNotOffered_isRefused() {
    assertThatThrownBy(() -> DemoClient.secured(at(DemoDomain.SMIME), trusting()))
        .isInstanceOf(IOException.class);
  }

  private InetSocketAddress at(DemoDomain domain) {
    return receiver(domain).address();
  }

  private DemoReceiver receiver(DemoDomain domain) {
    return world.receivers().of(domain);
  }

  private String wire(DemoDomain domain) {
    return new String(receiver(domain).wire().getFirst(), StandardCharsets.ISO_8859_1);
  }

  private SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    store.setCertificateEntry("ca", world.authority().certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
