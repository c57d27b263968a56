package io.postern.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.testing.TestIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that offers one group alone shows whether the listener has it. */
@Timeout(30)
class HybridGroupTest {
  private static final TlsIdentity EC = TestIdentity.ec("mail.example.org");

  @Test
  void handshake_onlyX25519WithMlKem768_worksWithTheNativeEngine() throws Exception {
    TlsEngines.Server servers = TlsEngines.server(EC, TlsEngine.NATIVE);
    try (WirePair pair = WirePair.open().tls(only("X25519MLKEM768"), servers, "any")) {
      assertThat(pair.server().tls().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void handshake_onlyAnotherHybridGroup_fails() throws Exception {
    TlsEngines.Server servers = TlsEngines.server(EC, TlsEngine.NATIVE);
    try (WirePair pair = WirePair.open()) {
      assertThatThrownBy(() -> pair.tls(only("MLKEM1024"), servers, "any"))
          .isInstanceOf(java.io.IOException.class);
    }
  }

  private static TlsEngines.Client only(String group) throws Exception {
    SslContext context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .endpointIdentificationAlgorithm("")
            .trustManager(new JudgingTrustManager())
            .option(OpenSslContextOption.GROUPS, new String[] {group})
            .build();
    return (name, judge) -> context.newEngine(ByteBufAllocator.DEFAULT);
  }
}
