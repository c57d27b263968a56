package io.postern.bench.micro;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.port.Content;
import io.postern.packaging.demo.DemoMessage;
import io.postern.policy.detect.Scanner;
import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.TextSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The detector on whole messages, MIME and decoding included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScanBenchmark {
  private static final double THRESHOLD = 0.40;
  private static final long MAXIMUM_TEXT = 5 << 20;
  private static final long UNREAD_MEDIA = 64 << 10;

  private static final String PROSE = "prose-10kB";
  private static final int PROSE_OCTETS = 10_240;
  private static final String CORE = "texts-1MB";
  private static final int CORE_OCTETS = 1 << 20;
  private static final Set<Form> BODIES = EnumSet.of(Form.PLAIN, Form.HTML, Form.DATA);
  private static final String HEADER =
      "From: a@example.org\r\nTo: b@example.test\r\nSubject: minutes\r\n\r\n";
  private static final String LINE =
      "We met on Tuesday, looked at the plans for the new wing and agreed on most.\r\n";

  /**
   * Which of the demo's messages, ordinary prose of 10 kB, or 1 MB of prose and the texts of all of
   * them: 1,048,576 divided by its time in microseconds is how many MB/s the rules read.
   */
  @Param({PROSE, CORE, "01-referral", "05-newsletter", "06-insurance-claim"})
  public String message;

  private Scanner scanner;
  private Content content;

  @Setup
  public void prepare() {
    scanner = new Scanner(THRESHOLD, MimeLimits.DEFAULT, MAXIMUM_TEXT, UNREAD_MEDIA);
    content =
        new Bytes(
            switch (message) {
              case PROSE -> prose();
              case CORE -> texts();
              default -> demo();
            });
  }

  /** What the rules are given of the demo's messages, without encodings, between prose. */
  private byte[] texts() {
    StringBuilder texts = new StringBuilder();
    for (DemoMessage demo : DemoMessage.all()) {
      read(demo, text -> texts.append(text.string(), 0, Math.min(text.length(), PROSE_OCTETS)));
    }
    StringBuilder all = new StringBuilder(HEADER);
    String prose = LINE.repeat(PROSE_OCTETS / LINE.length());
    while (all.length() < CORE_OCTETS) {
      all.append(prose).append(texts);
    }
    all.setLength(CORE_OCTETS);
    // Rulers of equals signs look like quoted-printable, and all of it would be read twice.
    return all.toString().replace('=', '-').getBytes(StandardCharsets.US_ASCII);
  }

  private void read(DemoMessage demo, TextSink sink) {
    try {
      scanner.texts(
          new Bytes(demo.content()),
          text -> {
            if (BODIES.contains(text.form()) && !text.part().endsWith(" decoded")) {
              sink.text(text);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] prose() {
    return (HEADER + LINE.repeat((PROSE_OCTETS - HEADER.length()) / LINE.length()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] demo() {
    return DemoMessage.all().stream()
        .filter(m -> m.name().equals(message))
        .findFirst()
        .orElseThrow()
        .content();
  }

  @Benchmark
  public Screening scan() {
    return scanner.scan(content);
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
