package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.postern.core.keys.KeyImport;
import io.postern.core.model.Recipient;
import io.postern.core.testing.BytesContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The size that is foretold against the size that it has. */
class WrappedSizeTest {
  private static final String DOCTOR = "doctor@clinic.example";

  private static Path directory;
  private static Lab plain;
  private static Lab signing;

  @BeforeAll
  static void makeKeys() throws Exception {
    directory = Files.createTempDirectory("ws");
    SmimeAuthority authority = new SmimeAuthority(directory);
    plain = new Lab(directory);
    signing = new Lab(directory);
    for (Lab lab : new Lab[] {plain, signing}) {
      lab.add(authority.person("rsa", "rsa:4096", "rsa@example.net"));
      lab.add(authority.person("ec", "P-384", "ec@example.net"));
    }
    authority.person("doctor", "rsa:4096", DOCTOR);
    signing.add(
        authority.pkcs12("doctor"),
        KeyImport.ofRecipients("test", "doctor").withPassword("x").forSigning());
    addOpenPgp(PublicKeyPacket.VERSION_4, "rsa", PublicKeyPacket.VERSION_6, "ec");
  }

  @AfterAll
  static void remove() {
    plain.close();
    signing.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec"})
  void admit_anyMessage_isNeverTooLittleAndHardlyTooMuch(String key) throws Exception {
    Map<String, byte[]> messages = new LinkedHashMap<>();
    for (String form : new String[] {"plain", "odd-type", "attachments"}) {
      messages.put(form, Messages.form(form));
    }
    for (int size : new int[] {1, 65_536, 1_000_000}) {
      messages.put("large " + size, Messages.large(size));
    }
    for (Map.Entry<String, byte[]> message : messages.entrySet()) {
      for (Lab lab : new Lab[] {plain, signing}) {
        assertForetold(message.getKey(), lab.smimeWrapper(), key, message.getValue());
        assertForetold(message.getKey(), lab.openPgpWrapper(), key, message.getValue());
      }
    }
  }

  @Test
  void admit_tooLarge_leavesNoFile() {
    assertThatThrownBy(
            () -> wrap(signing.smimeWrapper(), "rsa", Messages.large(1 << 20), 1_000_000).close())
        .isInstanceOf(NotProtectableException.class)
        .hasMessageStartingWith("too_large:");
    assertThat(signing.spilled()).isEmpty();
  }

  /** With its own size as the most it is refused, with a little more it is not. */
  private static void assertForetold(String name, Wrapper wrapper, String key, byte[] message)
      throws Exception {
    long real;
    try (Wrapped wrapped = wrap(wrapper, key, message, Long.MAX_VALUE)) {
      real = wrapped.content().size();
    }
    Throwable refused = catchThrowable(() -> wrap(wrapper, key, message, real - 1).close());
    assertThat(refused)
        .as("%s, %s, %d octets", name, wrapper.getClass().getSimpleName(), real)
        .isInstanceOf(NotProtectableException.class);
    wrap(wrapper, key, message, real + real / 100 + 12_288).close();
  }

  private static Wrapped wrap(Wrapper wrapper, String key, byte[] message, long most)
      throws IOException, NotProtectableException {
    return wrapper.wrap(
        Lab.envelope(DOCTOR),
        Recipient.of(key + "@example.net"),
        new BytesContent(message),
        new Outside(Outside.OBSCURED_SUBJECT, most));
  }

  private static void addOpenPgp(int rsaVersion, String rsa, int ecVersion, String ec)
      throws Exception {
    BcOpenPGPApi api = new BcOpenPGPApi();
    OpenPGPKey rsaKey =
        api.generateKey(rsaVersion).compositeRSAKey(3072, "<" + rsa + "@example.net>").build();
    OpenPGPKey ecKey =
        api.generateKey(ecVersion).ed25519x25519Key("<" + ec + "@example.net>").build();
    OpenPGPKey signer =
        api.generateKey(rsaVersion).compositeRSAKey(3072, "<" + DOCTOR + ">").build();
    for (Lab lab : new Lab[] {plain, signing}) {
      lab.add(write("r.asc", rsaKey.toCertificate().toAsciiArmoredString()));
      lab.add(write("e.asc", ecKey.toCertificate().toAsciiArmoredString()));
    }
    signing.add(
        write("s.asc", signer.toAsciiArmoredString()),
        KeyImport.ofRecipients("test", "s").forSigning());
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
