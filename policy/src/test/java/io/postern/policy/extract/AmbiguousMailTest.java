package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Messages that readers take apart differently, each with a clinical note of an invented patient
 * somewhere, from the classes of RFC 2045 to 2049, 2231, 2047 and 5322 that are published as
 * parsers' differences. Each must be found or be unscannable, which the starter policy protects.
 */
final class AmbiguousMailTest {
  private static final String NOTE =
      "Patient: Ann Lee, SSN 536-22-8726, was diagnosed with type 2 diabetes, on metformin 500 mg.";
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  @TestFactory
  Stream<DynamicTest> scan_ambiguousMessage_isFoundOrUnscannable() throws IOException {
    return cases("ambiguous-mail.txt").map(c -> DynamicTest.dynamicTest(name(c), () -> check(c)));
  }

  @TestFactory
  Stream<DynamicTest> scan_ordinaryMessage_isNotUnscannable() throws IOException {
    return cases("ordinary-mail.txt")
        .map(c ->
            DynamicTest.dynamicTest(
                name(c),
                () -> assertThat(scanner.scan(message(c)).verdict()).isEqualTo(Verdict.NONE)));
  }

  @Test
  void cases_ambiguous_areManyAndDiffer() throws IOException {
    assertThat(cases("ambiguous-mail.txt")).hasSizeGreaterThanOrEqualTo(80).doesNotHaveDuplicates();
  }

  @Test
  void scan_damagedMessage_alwaysAnswers() throws IOException {
    Random random = new Random(17);
    for (String text : cases("ambiguous-mail.txt").toList()) {
      for (int round = 0; round < 10; round++) {
        byte[] bytes = message(text).bytes();
        for (int i = 0; i < 4; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Mail damaged = new Mail(Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)));
        assertThat(scanner.scan(damaged).verdict()).isNotNull();
      }
    }
  }

  @Test
  void scan_onePartMore_neverLowersTheScore() throws IOException {
    String head = "Content-Type: multipart/mixed; boundary=outermost";
    String before = "--outermost\n\nThe biopsy of Mrs. Lee.\n";
    for (String text : cases("ambiguous-mail.txt").toList()) {
      byte[] bytes = message(text).bytes();
      String part = new String(bytes, StandardCharsets.ISO_8859_1);
      double alone = scanner.scan(mail(head + "\n\n" + before + "--outermost--\n")).score();
      String both = head + "\n\n" + before + "--outermost\n" + part + "\n--outermost--\n";
      assertThat(scanner.scan(mail(both)).score()).as(name(text)).isGreaterThanOrEqualTo(alone);
    }
  }

  private static Mail mail(String text) {
    return new Mail(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void check(String text) {
    assertThat(scanner.scan(message(text)).verdict()).isIn(Verdict.PHI, Verdict.UNSCANNABLE);
  }

  private static Stream<String> cases(String file) throws IOException {
    try (InputStream in = AmbiguousMailTest.class.getResourceAsStream(file)) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^### ", -1)).filter(c -> !c.isBlank());
    }
  }

  private static String name(String text) {
    return text.lines().findFirst().orElseThrow();
  }

  private static Mail message(String text) {
    String name = name(text);
    String body = text.substring(name.length() + 1);
    String end = name.contains("[lf]") ? "\n" : name.contains("[cr]") ? "\r" : "\r\n";
    String filled =
        body.replace("{N}", NOTE)
            .replace("{B}", base64(NOTE))
            .replace("{BB}", base64(base64(NOTE)))
            .replace("{B-JUNK}", base64(NOTE).replaceAll("(.{4})", "$1!"))
            .replace("{B-SHORT}", base64(NOTE).replaceAll("(.{12})", "$1\n"))
            .replace("{B-PADDED}", padded())
            .replace("{B-PART}", base64("Content-Type: text/plain\n\n" + NOTE))
            .replace("{B-MULTI}", base64("--i\n\n" + NOTE + "\n--i--\n"))
            .replace("{B-16BE}", base64(NOTE, StandardCharsets.UTF_16BE))
            .replace("{B-16LE}", base64(NOTE, StandardCharsets.UTF_16LE))
            .replace("{B-32}", base64(NOTE, Charset.forName("UTF-32BE")))
            .replace("{B-EBCDIC}", base64(NOTE, Charset.forName("IBM037")))
            .replace("{UTF7}", utf7())
            .replace("{Q}", quotedPrintable("=%02X"))
            .replace("{q}", quotedPrintable("=%02x"))
            .replace("{U}", uuencoded())
            .replace("\n", end)
            .replace("{CR}", "\r")
            .replace("{LF}", "\n")
            .replace("{NUL}", "\0");
    return new Mail(filled.replace("{Y}", yEncoded()).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String base64(String text) {
    return base64(text, StandardCharsets.UTF_8);
  }

  private static String base64(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }

  private static String padded() {
    return Arrays.stream(NOTE.split("(?<=\\G.{10})", -1))
        .map(AmbiguousMailTest::base64)
        .collect(Collectors.joining("\n"));
  }

  private static String quotedPrintable(String form) {
    return NOTE.chars().mapToObj(form::formatted).collect(Collectors.joining());
  }

  private static String utf7() {
    return "+" + base64(NOTE, StandardCharsets.UTF_16BE).replace("=", "") + "-";
  }

  private static String yEncoded() {
    return NOTE.chars().mapToObj(c -> "" + (char) (c + 42)).collect(Collectors.joining());
  }

  private static String uuencoded() {
    StringBuilder out = new StringBuilder();
    for (String line : NOTE.split("(?<=\\G.{45})", -1)) {
      out.append((char) (32 + line.length()));
      for (int i = 0; i < line.length(); i += 3) {
        int group = 0;
        for (int j = i; j < i + 3; j++) {
          group = group << 8 | (j < line.length() ? line.charAt(j) : 0);
        }
        for (int shift = 18; shift >= 0; shift -= 6) {
          out.append((char) (32 + (group >> shift & 0x3f)));
        }
      }
      out.append('\n');
    }
    return out.append("`").toString();
  }
}
