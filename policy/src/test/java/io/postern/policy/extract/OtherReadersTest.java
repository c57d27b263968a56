package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other people's MIME readers, one strict (Python's email) and one that takes nearly anything
 * (ripMIME), against messages whose structure was damaged at random: what either of them shows must
 * not pass as harmless here.
 */
final class OtherReadersTest {
  private static final int ROUNDS = 3;
  private static final List<String> STRANGE =
      List.of(
          " ", "\t", "\"", "_", "\u00a0", ";", ";;", "(c)", ",", "\0", "-", "--", "\r\n ", "=",
          "*");

  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);
  private final Random random = new Random(20_261_121);

  @Test
  void scan_damagedStructure_findsWhatAnotherReaderShows(@TempDir Path directory) throws Exception {
    for (String text : AmbiguousMail.cases("ambiguous-mail.txt").toList()) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes =
            damaged(new String(AmbiguousMail.message(text).bytes(), StandardCharsets.ISO_8859_1));
        Files.write(Files.createTempFile(directory, "m", ".eml"), bytes);
      }
    }
    List<String> missed = new ArrayList<>();
    List<String> shown = shown(directory);
    for (String file : shown) {
      byte[] bytes = Files.readAllBytes(directory.resolve(file));
      Verdict verdict = scanner.scan(new Mail(bytes)).verdict();
      if (verdict != Verdict.PHI && verdict != Verdict.UNSCANNABLE) {
        missed.add(verdict + ":\n" + new String(bytes, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(missed).isEmpty();
    assertThat(shown).as("shown by the others").hasSizeGreaterThan(200);
  }

  /** One to three changes to lines of the headers and delimiters. */
  private String change(List<String> lines, int at) {
    String line = lines.get(at);
    int in = line.isEmpty() ? 0 : random.nextInt(line.length() + 1);
    String strange = STRANGE.get(random.nextInt(STRANGE.size()));
    return switch (random.nextInt(7)) {
      case 0 -> line + "\r\n" + line;
      case 1 -> line.toUpperCase(java.util.Locale.ROOT);
      case 2 -> line.replaceFirst(":\\s*", ":\r\n ");
      case 3 -> strange + line;
      case 4 -> line + strange;
      case 5 -> line.replace("-", "_");
      default -> line.substring(0, in) + strange + line.substring(in);
    };
  }

  private byte[] damaged(String message) {
    List<String> lines = new ArrayList<>(Arrays.asList(message.split("\r\n", -1)));
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("Content-") || lines.get(i).startsWith("--")) {
        places.add(i);
      }
    }
    for (int change = random.nextInt(3); change >= 0 && !places.isEmpty(); change--) {
      int at = places.get(random.nextInt(places.size()));
      lines.set(at, change(lines, at));
    }
    return String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The files in which one of the others shows the number. */
  private static List<String> shown(Path directory) throws IOException, InterruptedException {
    Path script = directory.resolve("other_readers.py");
    try (InputStream in = OtherReadersTest.class.getResourceAsStream("other_readers.py")) {
      Files.copy(Objects.requireNonNull(in), script);
    }
    Process process =
        new ProcessBuilder(
                "python3", script.toString(), directory.toString(), AmbiguousMail.TELLTALE)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.lines().toList();
  }
}
