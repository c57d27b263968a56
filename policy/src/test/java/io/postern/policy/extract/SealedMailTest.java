package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What openssl and gpg encrypt counts as protected, and nothing that was put beside it does. */
final class SealedMailTest {
  private static final String NOTE = "Patient: Ann Lee, SSN 536-22-8726, has diabetes. ";
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"", "-stream"})
  void scan_envelopeOfOpenssl_isProtectedAsAWhole(String streaming) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "cms", "-encrypt", "-binary", "-aes256", "-outform", "DER"));
    command.addAll(List.of("-secretkey", "00".repeat(32), "-secretkeyid", "01", "-in", "note"));
    if (!streaming.isEmpty()) {
      command.add(streaming);
    }
    byte[] envelope = run(command);
    assertThat(verdict(envelope)).isEqualTo(Verdict.ALREADY_PROTECTED);
    assertThat(verdict(join(envelope, NOTE))).isEqualTo(Verdict.UNSCANNABLE);
    assertThat(verdict(Arrays.copyOf(envelope, envelope.length - 1)))
        .isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_dataWithoutEncryption_isNotProtected() throws Exception {
    assertThat(
            verdict(
                run(List.of("openssl", "cms", "-data_create", "-in", "note", "-outform", "DER"))))
        .isIn(Verdict.PHI, Verdict.UNSCANNABLE);
  }

  @Test
  void scan_messageOfGpg_isProtectedAsAWhole() throws Exception {
    Path home = Files.createDirectory(directory.resolve("gnupg"));
    String armor =
        new String(
            run(
                List.of(
                    "gpg",
                    "--homedir",
                    home.toString(),
                    "--batch",
                    "--quiet",
                    "--armor",
                    "--pinentry-mode",
                    "loopback",
                    "--passphrase",
                    "x",
                    "--symmetric",
                    "--s2k-count",
                    "65536",
                    "--output",
                    "-",
                    "note")),
            StandardCharsets.US_ASCII);
    assertThat(text(armor)).isEqualTo(Verdict.ALREADY_PROTECTED);
    assertThat(text(armor + "\nThe footer of a list\n")).isEqualTo(Verdict.NONE);
    assertThat(text(armor + "\n" + NOTE)).isEqualTo(Verdict.PHI);
    assertThat(text(armor + encoded(NOTE))).isEqualTo(Verdict.PHI);
    int last = armor.indexOf("\n=");
    assertThat(text(armor.substring(0, last) + "\n" + encoded(NOTE) + armor.substring(last)))
        .isIn(Verdict.PHI, Verdict.UNSCANNABLE);
  }

  private Verdict verdict(byte[] file) {
    String head =
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
            + "Content-Transfer-Encoding: base64\n\n";
    return scanner.scan(Mail.of(head + Base64.getMimeEncoder().encodeToString(file))).verdict();
  }

  private Verdict text(String body) {
    return scanner.scan(Mail.plain(body)).verdict();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] join(byte[] bytes, String more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes);
    out.writeBytes(more.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private byte[] run(List<String> command) throws IOException, InterruptedException {
    Files.writeString(directory.resolve("note"), NOTE.repeat(20));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    byte[] out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("errors"))).isZero();
    return out;
  }
}
