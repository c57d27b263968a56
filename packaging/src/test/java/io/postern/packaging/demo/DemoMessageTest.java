package io.postern.packaging.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Verdict;
import io.postern.core.port.Content;
import io.postern.policy.detect.Scanner;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class DemoMessageTest {
  private static final EnumSet<Verdict> PROTECTED = EnumSet.of(Verdict.PHI, Verdict.UNSCANNABLE);

  @Test
  void scan_everyMessage_findsPatientsWhereThereAreAnyAndNowhereElse() {
    Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);
    for (DemoMessage message : DemoMessage.all()) {
      boolean tagged = message.name().equals("08-secure-tag");
      Verdict verdict = scanner.scan(new Bytes(message.content())).verdict();
      assertThat(PROTECTED.contains(verdict))
          .as("%s is %s", message.name(), verdict)
          .isEqualTo(message.secret() && !tagged);
    }
  }

  @Test
  void all_contents_haveCrlfLinesAndTheirCanaries() {
    for (DemoMessage message : DemoMessage.all()) {
      String text = new String(message.content(), StandardCharsets.ISO_8859_1);
      assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
      assertThat(message.canaries()).as(message.name()).allMatch(text::contains);
    }
  }

  private record Bytes(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
