package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.config.settings.Settings.TlsMode;
import io.postern.core.testing.Certs;
import io.postern.inbound.Lab;
import io.postern.inbound.OpensslClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a client proved in a handshake counts for no other listener and no other connection: no
 * session is resumed, even between listeners of one certificate. The native engine gives out
 * neither tickets nor ids. The JDK's does, but each of its handshakes has keys of its own for them,
 * so that no other one can open them.
 */
@Timeout(60)
final class TicketOfOneListenerIsNotTakenAtAnotherTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"NATIVE, -tls1_2", "NATIVE, -tls1_3", "JDK, -tls1_2", "JDK, -tls1_3"})
  void session_ofOneListener_isNeverResumed(TlsEngine engine, String version) throws Exception {
    Certs.write(new Certs("root").good(Lab.HOSTNAME), directory);
    Path session = directory.resolve("session.pem");
    try (Lab first = lab(engine, TlsMode.STARTTLS);
        Lab second = lab(engine, TlsMode.STARTTLS);
        Lab implicit = lab(engine, TlsMode.IMPLICIT)) {
      String given = OpensslClient.said(first, version + " -sess_out " + session);
      assertThat(given).contains("New, TLS");
      boolean ticket = given.contains("TLS session ticket:");
      assertThat(ticket).isEqualTo(engine == TlsEngine.JDK);
      assertThat(session.toFile().exists()).isEqualTo(ticket);
      if (ticket) {
        String shown = version + " -sess_in " + session;
        isNew(OpensslClient.said(first, shown));
        isNew(OpensslClient.said(second, shown));
        isNew(OpensslClient.saidImplicitly(implicit, shown));
      }
    }
  }

  private static void isNew(String said) {
    assertThat(said).contains("New, TLS").doesNotContain("Reused, TLS");
  }

  private Lab lab(TlsEngine engine, TlsMode mode) throws Exception {
    return new Lab.Build().tls(mode).engine(engine).identity(directory).start();
  }
}
