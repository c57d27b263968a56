package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.keys.KeyImport;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.testing.BytesContent;
import io.postern.outbound.MailCourier;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.Smuggling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** No probe becomes a second message, raw or inside S/MIME or OpenPGP, signed or not. */
@TestInstance(Lifecycle.PER_CLASS)
class SmugglingThroughWrappersTest {
  private static final String TO = "jane@example.org";
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");
  private static final int SOUPS = 40;

  private Lab lab;
  private Gpg gpg;

  @BeforeAll
  void makeKeys() throws Exception {
    Path directory = Files.createTempDirectory("sw");
    SmimeAuthority authority = new SmimeAuthority(directory);
    gpg = new Gpg(directory);
    gpg.person(TO, "ed25519", "cv25519");
    lab = new Lab(directory);
    lab.add(authority.person("jane", "P-256", TO));
    lab.add(Files.write(directory.resolve("jane.asc"), gpg.export(TO, true)));
    authority.person("doctor", "P-256", "doctor@clinic.example");
    lab.add(
        authority.pkcs12("doctor"),
        KeyImport.ofRecipients("test", "doctor").withPassword("x").forSigning());
  }

  @AfterAll
  void remove() {
    lab.close();
    gpg.close();
  }

  @Test
  void raw_everyProbeAndSoup_isOneMessage() throws IOException {
    assertThat(delivered(Rig.ANY)).isEqualTo(messages().size());
  }

  @Test
  void smime_everyProbeAndSoup_isOneMessageOrNone() throws IOException {
    assertThat(delivered(new Protection.Smime())).isGreaterThan(messages().size() / 2);
  }

  @Test
  void openPgp_everyProbeAndSoup_isOneMessageOrNone() throws IOException {
    assertThat(delivered(new Protection.OpenPgp())).isGreaterThan(messages().size() / 2);
  }

  private static List<byte[]> messages() {
    List<byte[]> all = new ArrayList<>(Smuggling.probes());
    for (int seed = 0; seed < SOUPS; seed++) {
      all.add(Smuggling.soup(new Random(seed), 300));
    }
    return all;
  }

  /** Sends all; how many were delivered. Each of these was one message, to the laxest reader. */
  private int delivered(Protection protection) throws IOException {
    int delivered = 0;
    try (ScriptedServer server = new ScriptedServer(p -> p.open("8BITMIME").takeAll());
        Rig rig = new Rig(DNS, Rig.Options.of(server.port()))) {
      MailCourier courier = rig.courier(lab.smimeWrapper(), lab.openPgpWrapper(), Optional.empty());
      for (byte[] message : messages()) {
        int before = server.heard().length();
        Outcome outcome =
            courier
                .deliver(
                    Rig.consignment(protection, new BytesContent(message), EsmtpOptions.NONE, TO))
                .getFirst();
        delivered += look(outcome, server.heard().substring(before));
      }
    }
    return delivered;
  }

  /** What has a malformed header is not wrapped: then nothing at all may have been said. */
  private static int look(Outcome outcome, String heard) {
    if (outcome instanceof Outcome.Unprotectable) {
      assertThat(heard).isEmpty();
      return 0;
    }
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    String data = heard.substring(heard.indexOf("\r\nDATA\r\n") + 8);
    assertThat(Smuggling.faults(data)).isEmpty();
    return 1;
  }
}
