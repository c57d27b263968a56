package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A message that is not wrapped leaves with the bytes that came, below our trace header. */
@Timeout(120)
class PassThroughIsByteIdenticalTest {
  private static final int RANDOM_MESSAGES = 150;
  private static final int MOST_OF_THE_CORPUS = 300;

  /** Fields that say to an upstream who somebody is do not go on: that is the one thing taken. */
  private static final Pattern IDENTITY =
      Pattern.compile(
          "(?im)^X-(Gm-|EOP|OriginatorOrg|MS-Exchange-(Organization|Cross(Tenant|Premises))-)");

  @TempDir Path directory;
  private Journey journey;
  private Remote remote;

  @BeforeEach
  void start() throws Exception {
    journey = new Journey(directory.resolve("home"));
    remote = journey.good("passes.example");
    // Lines that are refused by default: what is let in has to leave as it came, too.
    journey.section("limits", "{text_line: 1000000}").start();
  }

  @AfterEach
  void stop() throws IOException {
    journey.close();
  }

  @Test
  void pass_randomMessages_keepEveryByte() throws Exception {
    for (int seed = 0; seed < RANDOM_MESSAGES; seed++) {
      byte[] message = message(new Random(seed));
      passes("seed " + seed, message, seed % 3 == 0 ? 1 + new Random(seed).nextInt(5000) : 0);
    }
  }

  @Test
  void pass_realMessages_keepEveryByte() throws Exception {
    Path corpus = Path.of("").toAbsolutePath().resolveSibling("../shared/corpus/dev").normalize();
    if (!Files.isDirectory(corpus)) {
      return;
    }
    for (Path file : sample(corpus)) {
      byte[] message = crlf(Files.readAllBytes(file));
      if (!IDENTITY.matcher(new String(message, StandardCharsets.ISO_8859_1)).find()) {
        passes(file.getFileName().toString(), message, 0);
      }
    }
  }

  private static List<Path> sample(Path corpus) throws IOException {
    try (Stream<Path> files = Files.list(corpus)) {
      List<Path> all = files.sorted().toList();
      int step = 1 + all.size() / MOST_OF_THE_CORPUS;
      return Stream.iterate(0, i -> i < all.size(), i -> i + step).map(all::get).toList();
    }
  }

  /** Only CRLF ends a line on the wire (RFC 5321 2.3.8). */
  private static byte[] crlf(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    String ended = text.endsWith("\n") ? text : text + "\n";
    return ended
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void passes(String name, byte[] sent, int chunk) throws IOException {
    int before = remote.messages().size();
    try (Client client = Client.to(journey.listener())) {
      List<String> to = List.of("reader@passes.example");
      String reply = chunk > 0 ? client.sendChunked(to, sent, chunk) : client.send(to, sent);
      assertThat(reply).as(name).startsWith("250");
    }
    Awaitility.await(name)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> remote.messages().size() > before);
    identical(name, remote.messages().get(before).content(), sent);
  }

  private static void identical(String name, byte[] received, byte[] sent) {
    int added = received.length - sent.length;
    assertThat(added).as(name).isPositive();
    byte[] below = Arrays.copyOfRange(received, added, received.length);
    assertThat(Arrays.mismatch(below, sent)).as("%s: first different byte", name).isEqualTo(-1);
    String trace = new String(received, 0, added, StandardCharsets.ISO_8859_1);
    // Two fields, which may be folded: every further line begins with white space.
    assertThat(trace)
        .as(name)
        .matches(
            "(?s)X-Postern-Trace: [^\r\n]+\r\n(?:[ \t][^\r\n]+\r\n)*"
                + "Received: [^\r\n]+\r\n(?:[ \t][^\r\n]+\r\n)*");
  }

  private static byte[] message(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, random);
    if (random.nextInt(8) == 0) {
      return out.toByteArray(); // a header and nothing after it, not even an empty line
    }
    line(out, new byte[0]);
    int lines = random.nextInt(40);
    for (int i = 0; i < lines; i++) {
      line(out, content(random));
    }
    return out.toByteArray();
  }

  private static void header(ByteArrayOutputStream out, Random random) {
    line(out, "From: nurse@clinic.example");
    line(out, "To:\treader@passes.example");
    line(out, "Subject: " + "word ".repeat(1 + random.nextInt(300)));
    for (int i = random.nextInt(5); i > 0; i--) {
      line(out, "X-Folded-" + i + ": one,\r\n\t two,\r\n      three  ");
    }
    if (random.nextBoolean()) {
      line(out, "X-Long: " + "x".repeat(random.nextInt(20_000)));
      line(out, "X-Utf8: \u00e9\u4e2d\ud83d\ude00");
    }
    if (random.nextBoolean()) {
      line(out, "DKIM-Signature: v=1; a=rsa-sha256;  d=clinic.example;\r\n\tb=AbC  dEf");
    }
  }

  private static byte[] content(Random random) {
    byte[] bytes = new byte[random.nextInt(6) == 0 ? random.nextInt(20_000) : random.nextInt(90)];
    switch (random.nextInt(5)) {
      case 0 -> Arrays.fill(bytes, (byte) '.');
      case 1 -> random.nextBytes(bytes);
      case 2 -> Arrays.fill(bytes, (byte) (random.nextBoolean() ? ' ' : '\t'));
      case 3 -> {
        byte[] utf8 = "\u00fc\u00df \u4e2d\u6587 \ud83d\ude00".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = utf8[i % utf8.length];
        }
      }
      default -> {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (' ' + random.nextInt(95));
        }
      }
    }
    // A bare CR or LF is refused at the door (RFC 5321 2.3.8), so it cannot be part of a message.
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == 0) {
        bytes[i] = '_';
      }
    }
    return bytes;
  }

  private static void line(ByteArrayOutputStream out, String text) {
    line(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void line(ByteArrayOutputStream out, byte[] text) {
    out.writeBytes(text);
    out.write('\r');
    out.write('\n');
  }
}
