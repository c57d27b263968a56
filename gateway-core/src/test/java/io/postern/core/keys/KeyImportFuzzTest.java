package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.Optional;

/**
 * A file of anybody: keys, or the one exception that says that there are none; and a gate that
 * answers whatever those keys are.
 */
final class KeyImportFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final String ADDRESS = "patient@example.net";

  @FuzzTest(maxDuration = "60s")
  void recipients(byte[] file) {
    read(file, KeyImport.ofRecipients("fuzz", "fuzz").withPassword("x"));
  }

  @FuzzTest(maxDuration = "60s")
  void ours(byte[] file) {
    read(file, KeyImport.ofRecipients("fuzz", "fuzz").withPassword("x").forSigning());
  }

  private static void read(byte[] file, KeyImport wish) {
    try {
      for (ParsedKey key : KeyFiles.parse(file, wish)) {
        assertThat(key.fingerprint()).matches("[0-9a-f]{32,64}");
        assertThat(key.addresses()).allMatch(address -> !address.isBlank());
        judge(stored(key));
      }
    } catch (KeyImportException e) {
      assertThat(e).hasNoCause();
    }
  }

  /** As the directory reads it back. */
  private static StoredKey stored(ParsedKey key) throws KeyImportException {
    return switch (key.kind()) {
      case SMIME -> {
        SmimeCertificate certificate = SmimeFile.certificate(key.publicPart());
        yield new StoredKey.Smime(certificate, Optional.empty(), certificate.selfSignatureBroken());
      }
      case OPENPGP ->
          new StoredKey.OpenPgp(OpenPgpFile.certificate(key.publicPart()), Optional.empty());
    };
  }

  private static void judge(StoredKey key) {
    assertThat(key.algorithm()).isNotBlank();
    assertThat(key.refusedForEncryption("nobody@example.net.invalid", NOW))
        .as("no key for this address exists")
        .isPresent();
    assertThat(key.refusedForEncryption(ADDRESS, NOW)).isNotNull();
    assertThat(key.refusedForSigning(NOW)).isNotNull();
    assertThat(key.expires(KeyPurpose.ENCRYPT, NOW)).isNotNull();
    assertThat(KeyExport.publicPart(key)).isNotEmpty();
    assertThat(KeyFacts.of(key)).isNotEmpty();
  }
}
