package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.config.settings.Settings.TlsMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listener's TLS grants and refuses, asked by {@code openssl s_client}. */
@Timeout(60)
class ListenerTlsTest {
  @TempDir Path directory;

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
      assertThat(client(lab, offer).contains("Cipher is (NONE)")).isEqualTo(!taken);
    }
  }

  /**
   * The native engine gives out neither tickets nor ids. The JDK's does, but each of its handshakes
   * has keys of its own for them, so that no other one can open them.
   */
  @ParameterizedTest
  @CsvSource({"NATIVE, -tls1_2", "NATIVE, -tls1_3", "JDK, -tls1_2", "JDK, -tls1_3"})
  void session_ofThisOrAnotherListener_isNeverResumed(TlsEngine engine, String version)
      throws Exception {
    Path session = directory.resolve("session.pem");
    try (Lab first = lab(engine);
        Lab second = lab(engine)) {
      String out = client(first, version + " -sess_out " + session);
      assertThat(out).contains("New, TLS");
      if (engine == TlsEngine.NATIVE) {
        assertThat(out).doesNotContain("TLS session ticket:");
      }
      if (Files.exists(session)) { // TLS 1.2 knows a session id even where nobody keeps it
        for (Lab lab : List.of(first, second)) {
          assertThat(client(lab, version + " -sess_in " + session))
              .contains("New, TLS")
              .doesNotContain("Reused, TLS");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void compression_isOff(TlsEngine engine) throws Exception {
    try (Lab lab = lab(engine)) {
      assertThat(client(lab, "-tls1_2 -comp")).contains("Compression: NONE");
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

  private static String client(Lab lab, String options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-starttls",
                "smtp",
                "-connect",
                "127.0.0.1:" + lab.listener.address().getPort()));
    command.addAll(List.of(options.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write("QUIT\r\n".getBytes(ISO_8859_1));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return out;
  }
}
