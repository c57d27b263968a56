package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.DiscoverySettings;
import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.KeyTrust;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Meters;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Stores;
import io.postern.outbound.protect.Gpg;
import io.postern.outbound.protect.NotProtectableException;
import io.postern.outbound.protect.OpenPgpWrapper;
import io.postern.outbound.protect.Wrapped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivery to somebody whose key nobody imported, with the real wrapper. */
class DiscoveringWrapperTest {
  private static final Recipient BOB = Recipient.of("bob@example.org");
  private static final byte[] MESSAGE =
      "From: doctor@clinic.example\r\nTo: bob@example.org\r\nSubject: x\r\n\r\nresult\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;

  @Test
  void wrap_keyIsFound_encryptedAndItsSourceIsInTheProof() throws Exception {
    try (Gpg gpg = new Gpg(directory);
        Database database = Stores.open(Stores.sqliteSettings(), directory)) {
      gpg.person("bob@example.org", "ed25519", "cv25519");
      FakeSource wkd = new FakeSource(Source.WKD).has(gpg.export("bob@example.org", false));
      try (Wrapped wrapped =
          wrapper(database, wkd).wrap(envelope(), BOB, new BytesContent(MESSAGE))) {
        assertThat(wrapped.details())
            .containsEntry("key_source", "wkd")
            .containsEntry("key_vouched_by", "https")
            .containsKey("key_fingerprint");
      }
    }
  }

  @Test
  void wrap_noKeyAnywhere_reasonSaysWhoWasAsked() {
    try (Database database = Stores.open(Stores.sqliteSettings(), directory)) {
      DiscoveringWrapper wrapper = wrapper(database, new FakeSource(Source.WKD).fails());
      assertThatThrownBy(() -> wrapper.wrap(envelope(), BOB, new BytesContent(MESSAGE)))
          .isInstanceOf(NotProtectableException.class)
          .hasMessageStartingWith("no_key: ")
          .hasMessageEndingWith("; wkd there: failed, out of order");
    }
  }

  private DiscoveringWrapper wrapper(Database database, FakeSource source) {
    InstantSource clock = () -> Instant.now().plusSeconds(60);
    DiscoverySettings settings =
        new DiscoverySettings(
            true,
            List.of(),
            List.of(Source.WKD),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofHours(12),
            Duration.ofHours(1),
            Duration.ofDays(3),
            "keys.example",
            List.of());
    KeyDirectory keys =
        new KeyDirectory(
            database,
            Vault.open(database, Stores.rootKey(), clock),
            KeyTrust.ofPersonsAlone(),
            new DiscoveryTerms(settings),
            clock);
    return new DiscoveringWrapper(
        new OpenPgpWrapper(keys, directory),
        KeyKind.OPENPGP,
        new Discovery(settings, List.of(source), keys.discovered(), Meters.NONE, clock));
  }

  private static Envelope envelope() {
    return new Envelope(
        MessageId.create(1),
        Upstream.own("gw.clinic.example"),
        ReversePath.of("doctor@clinic.example"),
        List.of(BOB),
        Instant.EPOCH,
        EsmtpOptions.NONE);
  }
}
