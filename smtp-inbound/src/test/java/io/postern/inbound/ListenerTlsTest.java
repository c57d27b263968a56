package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.config.settings.Settings.TlsMode;
import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listener's TLS grants and refuses, asked by {@code openssl s_client}. */
@Timeout(60)
class ListenerTlsTest {
  @ParameterizedTest
  @CsvSource({
    "NATIVE, -tls1_3 -groups X25519, true",
    "NATIVE, -tls1_3 -groups P-384, true",
    "NATIVE, -tls1_3 -groups P-521, false",
    "NATIVE, -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256, true",
    "NATIVE, -tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256, false",
    "NATIVE, -tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256, true",
    "NATIVE, -tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305, true",
    "NATIVE, -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA, false",
    "NATIVE, -tls1_1 -cipher ALL:@SECLEVEL=0, false",
    "JDK, -tls1_3 -groups X25519, true",
    "JDK, -tls1_3 -groups P-384, true",
    "JDK, -tls1_3 -groups P-521, false",
    "JDK, -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256, true",
    "JDK, -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384, true",
    "JDK, -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA, false",
    "JDK, -tls1_1 -cipher ALL:@SECLEVEL=0, false",
  })
  void handshake_oneParameterOffered_isTakenOrRefused(TlsEngine engine, String offer, boolean taken)
      throws Exception {
    try (Lab lab = lab(engine)) {
      assertThat(OpensslClient.said(lab, offer).contains("Cipher is (NONE)")).isEqualTo(!taken);
    }
  }

  @ParameterizedTest
  @EnumSource
  void compression_isOff(TlsEngine engine) throws Exception {
    try (Lab lab = lab(engine)) {
      assertThat(OpensslClient.said(lab, "-tls1_2 -comp")).contains("Compression: NONE");
    }
  }

  @ParameterizedTest
  @EnumSource
  void renegotiation_byClient_endsTheSession(TlsEngine engine) throws Exception {
    try (Lab lab = lab(engine);
        Client client = lab.greeted()) {
      client.startTls("TLSv1.2");
      client.ask("NOOP", "250");
      assertThatThrownBy(
              () -> {
                client.renegotiate();
                client.ask("NOOP", "250");
              })
          .isInstanceOfAny(IOException.class, AssertionError.class);
      try (Client other = lab.greeted()) {
        other.ask("NOOP", "250");
      }
    }
  }

  private static Lab lab(TlsEngine engine) throws Exception {
    return new Lab.Build().tls(TlsMode.STARTTLS).engine(engine).start();
  }
}
