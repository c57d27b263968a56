package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Tolerance;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyDecodersTest {
  private static final Set<Tolerance> STRICT =
      EnumSet.of(Tolerance.BARE_LF_IN_BDAT, Tolerance.UNENDED_LAST_LINE);

  /** Cannot hide in these: they are repaired, or in nobody's way. */
  private static final Set<Tolerance> ALL = EnumSet.allOf(Tolerance.class);

  /** What a decoder made of some octets. */
  private record Outcome(String content, Optional<Refusal> refusal, int consumed, boolean ended) {}

  private static final class Collector implements BodySink {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Set<Tolerance> tolerated;

    Collector(Set<Tolerance> tolerated) {
      this.tolerated = tolerated;
    }

    @Override
    public boolean tolerates(Tolerance deviation) {
      return tolerated.contains(deviation);
    }

    LineMeter lines(boolean binary) {
      return new LineMeter(Lab.Build.limits(1 << 20, 10, 10), binary, this);
    }

    private @Nullable Refusal refusal;

    @Override
    public void write(byte[] bytes, int offset, int length) {
      content.write(bytes, offset, length);
    }

    @Override
    public void refuse(Refusal reason) {
      refusal = refusal == null ? reason : refusal;
    }

    /** Refused content counts for nothing. */
    String text() {
      return refusal == null ? content.toString(ISO_8859_1) : "";
    }
  }

  /** Feeds {@code data} cut at the given places. */
  private static Outcome data(String data, int... cuts) {
    return data(Set.of(), data, cuts);
  }

  private static Outcome data(Set<Tolerance> tolerated, String data, int... cuts) {
    Collector sink = new Collector(tolerated);
    DataDecoder decoder = new DataDecoder(sink, sink.lines(false));
    byte[] octets = data.getBytes(ISO_8859_1);
    int from = 0;
    for (int i = 0; i <= cuts.length && !decoder.atEnd(); i++) {
      int to = i < cuts.length ? cuts[i] : octets.length;
      from += decoder.decode(octets, from, to);
    }
    return new Outcome(sink.text(), Optional.ofNullable(sink.refusal), from, decoder.atEnd());
  }

  private static Outcome chunk(String data, int... cuts) {
    return chunk(STRICT, false, data, cuts);
  }

  private static Outcome chunk(Set<Tolerance> tolerated, boolean binary, String data, int... cuts) {
    Collector sink = new Collector(tolerated);
    ChunkDecoder decoder = new ChunkDecoder(sink, sink.lines(binary), binary, 1000);
    byte[] octets = data.getBytes(ISO_8859_1);
    int from = 0;
    for (int cut : cuts) {
      decoder.decode(octets, from, cut);
      from = cut;
    }
    decoder.decode(octets, from, octets.length);
    decoder.finish();
    return new Outcome(sink.text(), Optional.ofNullable(sink.refusal), octets.length, true);
  }

  private static int[] everyOctet(int length) {
    int[] cuts = new int[Math.max(0, length - 1)];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = i + 1;
    }
    return cuts;
  }

  @Test
  void data_dotStuffing_isTakenOffEveryLine() {
    assertThat(data("..a\r\n...\r\n.b\r\nc.d\r\n.\r\n").content())
        .isEqualTo(".a\r\n..\r\nb\r\nc.d\r\n");
    assertThat(data(".\r\n").content()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n.\nMAIL FROM:<e@x.example>\r\n",
        "a\r.\rMAIL FROM:<e@x.example>\r\n",
        "a\r\n.\nMAIL FROM:<e@x.example>\r\n",
        "a\n.\r\nMAIL FROM:<e@x.example>\r\n",
        "a\r.\r\nMAIL FROM:<e@x.example>\r\n",
        "a\r\n.\rMAIL FROM:<e@x.example>\r\n",
        "a\r\r\n.\r\r\nMAIL FROM:<e@x.example>\r\n",
        "a\r\n\0.\r\nMAIL FROM:<e@x.example>\r\n",
        "a\r\n.\0\r\nMAIL FROM:<e@x.example>\r\n",
        "a\r\n.\r\0\nMAIL FROM:<e@x.example>\r\n",
        "a\r\0\n.\r\nMAIL FROM:<e@x.example>\r\n",
        "a\n\r.\n\rMAIL FROM:<e@x.example>\r\n",
      })
  void data_smugglingProbe_isRefusedAndDrainedToTheTrueEnd(String probe) {
    String whole = probe + ".\r\nQUIT\r\n";
    Outcome outcome = data(whole);
    assertThat(outcome.refusal()).isPresent();
    assertThat(outcome.consumed()).isEqualTo(whole.length() - "QUIT\r\n".length());
    assertThat(outcome.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..a\r\n.\r\n",
        "a\r\n..\r\n\r\n.b\r\n.\r\nNOOP\r\n",
        "12345678\r\n.12345678901234567\r\n.\r\n",
        "a\n.\nb\r\n.\r\n",
        "a\r.\rb\r\n.\r\nQUIT\r\n",
        "a\r\r\nb\r\n.\r\r\n.\r\n",
        "\0\r\n.\r\nx",
      })
  void data_everySplit_givesTheSame(String data) {
    Outcome whole = data(data);
    for (int cut = 1; cut < data.length(); cut++) {
      assertThat(data(data, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
    assertThat(data(data, everyOctet(data.length()))).isEqualTo(whole);
  }

  @Test
  void data_randomMessages_comeOutAsTheyWere() {
    Random random = new Random(42);
    for (int round = 0; round < 500; round++) {
      String message = randomMessage(random);
      String stuffed = ("\r\n" + message).replace("\r\n.", "\r\n..").substring(2) + ".\r\n";
      Outcome outcome = data(stuffed, randomCuts(random, stuffed.length()));
      assertThat(outcome.content()).isEqualTo(message);
      assertThat(outcome.refusal()).isEmpty();
    }
  }

  /** Lines of odd lengths with dots, 8-bit octets and tabs. */
  private static String randomMessage(Random random) {
    StringBuilder text = new StringBuilder();
    for (int line = random.nextInt(30); line >= 0; line--) {
      text.append(".".repeat(random.nextInt(3)));
      for (int i = random.nextInt(random.nextInt(100) == 0 ? 990 : 90); i > 0; i--) {
        char c = (char) random.nextInt(256);
        text.append(c == '\r' || c == '\n' || c == 0 ? '.' : c);
      }
      text.append("\r\n");
    }
    return text.toString();
  }

  private static int[] randomCuts(Random random, int length) {
    return random.ints(random.nextInt(20), 0, length).sorted().toArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\nb\n", "a\r\nb", "\n\n", "a\r\n\r\n.\r\nb\r\n", "\n.\n", "12345678\n\r\n\n"})
  void chunk_bareLineFeeds_areKeptAtEverySplit(String data) {
    assertThat(chunk(data).content()).isEqualTo(data);
    for (int cut = 1; cut < data.length(); cut++) {
      assertThat(chunk(data, cut).content()).as("cut at %d", cut).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\r\n\r\nb\rc\0\n\r", "\n\0\0\r", "X: y\n\n\r\r\n.\r\n\0", "a: b\r\n\r\n\r\0\r"})
  void chunk_binaryBody_isKeptAtEverySplit(String data) {
    Outcome whole = chunk(Set.of(), true, data);
    assertThat(whole.content()).isEqualTo(data);
    for (int cut = 1; cut < data.length(); cut++) {
      assertThat(chunk(Set.of(), true, data, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb: c\r\n\r\n", "a\0: c\n\n", "a\r\r\n\r\n", "a: b\r"})
  void chunk_binaryHeader_mustBeText(String data) {
    for (int cut = 0; cut <= data.length(); cut++) {
      assertThat(chunk(Set.of(), true, data, cut).refusal()).as("cut at %d", cut).isPresent();
    }
  }

  private static Stream<Arguments> repairs() {
    return Stream.of(
        Arguments.of("a\n.\nb", "a\r\n.\r\nb"),
        Arguments.of("a\n.\r\nb", "a\r\n.\r\nb"),
        Arguments.of("a\r.\rb", "a\r\n.\r\nb"),
        Arguments.of("a\r.\r\nb", "a\r\n.\r\nb"),
        Arguments.of("a\r\0\n.\r\nb", "a\r\n\r\n.\r\nb"),
        Arguments.of("a\r\n\0.\r\nb", "a\r\n.\r\nb"),
        // A dot at the start of a line is taken off as ever, and was not the end.
        Arguments.of("a\r\n.\nb", "a\r\n\r\nb"),
        Arguments.of("a\r\n.\rb", "a\r\n\r\nb"),
        Arguments.of("a\r\n.\r\0\nb", "a\r\n\r\n\r\nb"),
        Arguments.of("a\r\r\nb", "a\r\n\r\nb"),
        Arguments.of("a\0b", "ab"));
  }

  @ParameterizedTest
  @MethodSource("repairs")
  void data_oddLineEndsTolerated_areRepaired(String written, String want) {
    String data = written + "\r\n.\r\n";
    Outcome whole = data(ALL, data);
    assertThat(whole.refusal()).isEmpty();
    assertThat(whole.ended()).isTrue();
    assertThat(whole.content()).isEqualTo(want + "\r\n");
    for (int cut = 1; cut < data.length(); cut++) {
      assertThat(data(ALL, data, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb\n", "a\r", "a\r\r\n", "a\0b", "\r.\r"})
  void chunk_bareCarriageReturnOrNul_isRefusedAtEverySplit(String data) {
    for (int cut = 0; cut <= data.length(); cut++) {
      assertThat(chunk(data, cut).refusal()).as("cut at %d", cut).isPresent();
    }
  }

  @Test
  void octets_nextSpecial_findsTheSameAsASimpleLoop() {
    Random random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      int want = 0;
      while (want < bytes.length
          && bytes[want] != 0
          && bytes[want] != '\n'
          && bytes[want] != '\r') {
        want++;
      }
      assertThat(Octets.nextSpecial(bytes, 0, bytes.length)).isEqualTo(want);
    }
  }
}
