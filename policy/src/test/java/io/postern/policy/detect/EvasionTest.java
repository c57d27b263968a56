package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** One disguise a test: the record below is found in each. */
final class EvasionTest {
  private static final String RECORD =
      "Patient: Ann Lee, SSN 536-22-8726, was diagnosed with diabetes and takes metformin.";

  private static final Map<String, UnaryOperator<String>> DISGUISES =
      Map.ofEntries(
          Map.entry("zero width", t -> between(t, "\u200b")),
          Map.entry("word joiner", t -> between(t, "\u2060")),
          Map.entry("soft hyphen", t -> between(t, "\u00ad")),
          Map.entry("bidirectional controls", t -> "\u202a" + between(t, "\u2066") + "\u202c"),
          Map.entry("combining marks", t -> between(t, "\u0332")),
          Map.entry("variation selectors", t -> between(t, "\ufe0e")),
          Map.entry("control characters", t -> between(t, "\u0001")),
          Map.entry("full width", EvasionTest::wide),
          Map.entry("mathematical digits", EvasionTest::mathematical),
          Map.entry("cyrillic", t -> t.replace('a', '\u0430').replace('e', '\u0435')),
          Map.entry("greek", t -> t.replace('A', '\u0391').replace('o', '\u03bf')),
          Map.entry("dashes", t -> t.replace('-', '\u2011')),
          Map.entry("no-break spaces", t -> t.replace(' ', '\u00a0')),
          Map.entry("letters apart", t -> String.join(" ", t.split(""))),
          Map.entry("digits apart", t -> t.replace("536-22-8726", "5 3 6 - 2 2 - 8 7 2 6")),
          Map.entry("leetspeak", t -> t.replace("diabetes", "d1ab3tes").replace("met", "m3t")),
          Map.entry("base64 token", t -> "see " + base64(t) + " there"),
          Map.entry("hexadecimal", t -> HexFormat.of().formatHex(utf8(t))),
          Map.entry("percent", t -> URLEncoder.encode(t, StandardCharsets.UTF_8)),
          Map.entry("quoted-printable", EvasionTest::quotedPrintable),
          Map.entry("references in plain text", EvasionTest::references),
          Map.entry("json escapes", EvasionTest::escapes),
          Map.entry("rot13", EvasionTest::rot13),
          Map.entry("backwards", t -> new StringBuilder(t).reverse().toString()));

  @TestFactory
  Stream<DynamicTest> scan_disguise_isSeenThrough() {
    Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);
    return DISGUISES.entrySet().stream()
        .map(d ->
            DynamicTest.dynamicTest(
                d.getKey(),
                () -> {
                  Screening got = scanner.scan(Mail.plain(d.getValue().apply(RECORD)));
                  assertThat(got.verdict()).isEqualTo(Verdict.PHI);
                  assertThat(got.findings()).extracting(Finding::rule).contains("ssn.context");
                }));
  }

  private static String between(String text, String mark) {
    return text.codePoints().mapToObj(Character::toString).collect(Collectors.joining(mark));
  }

  private static String each(String text, java.util.function.IntFunction<String> form) {
    return text.chars().mapToObj(form).collect(Collectors.joining());
  }

  private static String wide(String text) {
    return each(text, c -> Character.toString(c > ' ' && c < 127 ? c + 0xfee0 : c));
  }

  private static String mathematical(String text) {
    return each(text, c -> Character.toString(c >= '0' && c <= '9' ? c - '0' + 0x1d7ce : c));
  }

  private static String base64(String text) {
    return Base64.getEncoder().withoutPadding().encodeToString(utf8(text));
  }

  private static String quotedPrintable(String text) {
    return each(text, c -> Character.isDigit(c) ? "=%02X".formatted(c) : Character.toString(c));
  }

  private static String references(String text) {
    return each(text, c -> Character.isDigit(c) ? "&#" + c + ";" : Character.toString(c));
  }

  private static String escapes(String text) {
    return each(text, c -> Character.isDigit(c) ? "\\u%04x".formatted(c) : Character.toString(c));
  }

  private static String rot13(String text) {
    return each(
        text,
        c -> {
          int base = c & ~0x1f;
          boolean letter = Character.isLetter(c);
          return Character.toString(letter ? base + 1 + (c - base + 12) % 26 : c);
        });
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
