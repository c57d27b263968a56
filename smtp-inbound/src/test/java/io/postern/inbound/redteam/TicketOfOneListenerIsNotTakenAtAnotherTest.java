package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.config.settings.Settings.TlsMode;
import io.postern.core.testing.Certs;
import io.postern.inbound.Lab;
import io.postern.inbound.OpensslClient;
import io.postern.inbound.OpensslServer;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client proved in a handshake counts for no other listener and no other connection: no
 * session is resumed, even between listeners of one certificate. The native engine gives out
 * neither tickets nor ids. The JDK's does, but each of its handshakes has keys of its own for them,
 * so that no other one can open them.
 */
@Timeout(60)
final class TicketOfOneListenerIsNotTakenAtAnotherTest {
  /** In the ClientHello; a ticket of TLS 1.2 that is not empty, or the key that one stands for. */
  private static final Pattern OFFERED =
      Pattern.compile("extension_type=(session_ticket\\(35\\), length=[1-9]|psk\\(41\\))");

  private static final Pattern NEW = Pattern.compile("^New, TLS", Pattern.MULTILINE);
  private static final Pattern REUSED = Pattern.compile("^Reused, TLS", Pattern.MULTILINE);

  @TempDir Path directory;

  @BeforeEach
  void makeIdentity() throws Exception {
    Certs.write(new Certs("root").good(Lab.HOSTNAME), directory);
  }

  @ParameterizedTest
  @CsvSource({"NATIVE, -tls1_2", "NATIVE, -tls1_3", "JDK, -tls1_2", "JDK, -tls1_3"})
  void session_ofOneListener_isNeverResumed(TlsEngine engine, String version) throws Exception {
    try (Lab first = lab(engine, TlsMode.STARTTLS);
        Lab second = lab(engine, TlsMode.STARTTLS);
        Lab implicit = lab(engine, TlsMode.IMPLICIT)) {
      String given = OpensslClient.said(first, keeping(version));
      assertThat(given).containsPattern(NEW);
      boolean ticket = given.contains("TLS session ticket:");
      assertThat(ticket).isEqualTo(engine == TlsEngine.JDK);
      assertThat(session().toFile().exists()).isEqualTo(ticket);
      if (ticket) {
        isNew(OpensslClient.said(first, showing(version)));
        isNew(OpensslClient.said(second, showing(version)));
        isNew(OpensslClient.saidImplicitly(implicit, showing(version)));
      }
    }
  }

  /** A listener of the other engine cannot be told apart by whoever moves a ticket. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void session_ofTheOtherEngine_isNotResumed(String version) throws Exception {
    try (Lab jdk = lab(TlsEngine.JDK, TlsMode.STARTTLS);
        Lab nativeOne = lab(TlsEngine.NATIVE, TlsMode.STARTTLS)) {
      OpensslClient.said(jdk, keeping(version));
      isNew(OpensslClient.said(nativeOne, showing(version)));
    }
  }

  /** The control: the same client, asked the same way, does resume where a server lets it. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void session_ofAServerThatResumes_isResumed(String version) throws Exception {
    String page = "GET / HTTP/1.0\r\n\r\n";
    try (OpensslServer server = new OpensslServer(directory)) {
      assertThat(OpensslClient.saidOver(server.port(), keeping(version), page))
          .containsPattern(NEW)
          .doesNotContainPattern(REUSED);
      assertThat(OpensslClient.saidOver(server.port(), showing(version), page))
          .containsPattern(OFFERED)
          .containsPattern(REUSED)
          .doesNotContainPattern(NEW);
    }
  }

  private static void isNew(String said) {
    assertThat(said)
        .as("the ticket was shown, and not taken")
        .containsPattern(OFFERED)
        .containsPattern(NEW)
        .doesNotContainPattern(REUSED);
  }

  private String keeping(String version) {
    return version + " -trace -sess_out " + session();
  }

  private String showing(String version) {
    return version + " -trace -sess_in " + session();
  }

  private Path session() {
    return directory.resolve("session.pem");
  }

  private Lab lab(TlsEngine engine, TlsMode mode) throws Exception {
    return new Lab.Build().tls(mode).engine(engine).identity(directory).start();
  }
}
