package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
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
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  @TestFactory
  Stream<DynamicTest> scan_ambiguousMessage_isFoundOrUnscannable() throws IOException {
    return AmbiguousMail.cases("ambiguous-mail.txt")
        .map(c -> DynamicTest.dynamicTest(AmbiguousMail.name(c), () -> check(c)));
  }

  @TestFactory
  Stream<DynamicTest> scan_ordinaryMessage_isNotUnscannable() throws IOException {
    return AmbiguousMail.cases("ordinary-mail.txt")
        .map(c ->
            DynamicTest.dynamicTest(
                AmbiguousMail.name(c),
                () ->
                    assertThat(scanner.scan(AmbiguousMail.message(c)).verdict())
                        .isEqualTo(Verdict.NONE)));
  }

  @Test
  void cases_ambiguous_areManyAndDiffer() throws IOException {
    assertThat(AmbiguousMail.cases("ambiguous-mail.txt"))
        .hasSizeGreaterThanOrEqualTo(80)
        .doesNotHaveDuplicates();
  }

  @Test
  void scan_damagedMessage_alwaysAnswers() throws IOException {
    Random random = new Random(17);
    for (String text : AmbiguousMail.cases("ambiguous-mail.txt").toList()) {
      for (int round = 0; round < 10; round++) {
        byte[] bytes = AmbiguousMail.message(text).bytes();
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
    for (String text : AmbiguousMail.cases("ambiguous-mail.txt").toList()) {
      byte[] bytes = AmbiguousMail.message(text).bytes();
      String part = new String(bytes, StandardCharsets.ISO_8859_1);
      double alone = scanner.scan(mail(head + "\n\n" + before + "--outermost--\n")).score();
      String both = head + "\n\n" + before + "--outermost\n" + part + "\n--outermost--\n";
      assertThat(scanner.scan(mail(both)).score())
          .as(AmbiguousMail.name(text))
          .isGreaterThanOrEqualTo(alone);
    }
  }

  private static Mail mail(String text) {
    return new Mail(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void check(String text) {
    assertThat(scanner.scan(AmbiguousMail.message(text)).verdict())
        .isIn(Verdict.PHI, Verdict.UNSCANNABLE);
  }
}
