package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.keys.JudgedAnswer;
import io.postern.core.keys.JudgedKey;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;

/** What web servers, key servers and records may hold: no key, or keys that are judged. */
final class FoundKeysFuzzTest {
  private static final Mailbox BOB = Mailbox.parse("bob@example.org");
  private static final KeyDirectory KEYS = directory();

  /** An answer of a Web Key Directory or a key server, or the data of an OPENPGPKEY record. */
  @FuzzTest(maxDuration = "60s")
  void openPgp(byte[] octets) {
    judged(KeyKind.OPENPGP, octets);
  }

  /** A value of a directory, or the data of a whole SMIMEA record. */
  @FuzzTest(maxDuration = "60s")
  void smime(byte[] octets) {
    judged(KeyKind.SMIME, octets);
  }

  @FuzzTest(maxDuration = "60s")
  void smimea(byte[] octets) {
    if (octets.length < 3) {
      return;
    }
    String data = HexFormat.of().formatHex(octets, 3, octets.length);
    Tlsa record = new Tlsa(octets[0] & 0xff, octets[1] & 0xff, octets[2] & 0xff, data);
    SourceAnswer answer = SmimeaRecords.named("name", List.of(record), List.of(octets));
    if (answer instanceof SourceAnswer.Found found) {
      assertThat(record.usage()).isIn(1, 3);
      assertThat(found.voucher() == Voucher.SIGNED_RECORD).isEqualTo(record.usage() == 3);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void filter(byte[] octets) {
    String value = new String(octets, StandardCharsets.UTF_8);
    assertThat(LdapFilter.escaped(value)).matches("([A-Za-z0-9@._+=-]|\\\\[0-9a-f]{2})*");
  }

  private static void judged(KeyKind kind, byte[] octets) {
    JudgedAnswer answer =
        KEYS.discovered().judge(kind, BOB, List.of(octets), Voucher.SIGNED_RECORD);
    for (JudgedKey key : answer.keys()) {
      assertThat(key.fingerprint()).matches("[0-9a-f]+");
    }
  }

  private static KeyDirectory directory() {
    try {
      InstantSource clock = InstantSource.system();
      Database database =
          Stores.open(Stores.sqliteSettings(), Files.createTempDirectory("found-keys"));
      return new KeyDirectory(database, Vault.open(database, Stores.rootKey(), clock), clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
