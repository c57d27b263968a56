package io.postern.bench.micro;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.port.Content;
import io.postern.packaging.demo.DemoMessage;
import io.postern.policy.detect.Scanner;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
  private static final String LONG = "mixed-1MB";
  private static final int LONG_OCTETS = 1 << 20;

  /**
   * Which of the demo's messages, ordinary text of 10 kB, or 1 MB of the text of all of them: its
   * time in microseconds is that of the rules for so many bytes.
   */
  @Param({PROSE, LONG, "01-referral", "05-newsletter", "06-insurance-claim"})
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
              case LONG -> mixed();
              default -> demo();
            });
  }

  /** The demo's messages, their headers among the text, between ordinary prose. */
  private static byte[] mixed() {
    String header = "From: a@example.org\r\nTo: b@example.test\r\nSubject: minutes\r\n\r\n";
    StringBuilder text = new StringBuilder(header);
    String prose = new String(prose(), StandardCharsets.US_ASCII).substring(header.length());
    while (text.length() < LONG_OCTETS) {
      text.append(prose);
      for (DemoMessage demo : DemoMessage.all()) {
        String whole = new String(demo.content(), StandardCharsets.US_ASCII);
        text.append(whole, 0, Math.min(whole.length(), PROSE_OCTETS));
      }
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] prose() {
    String header = "From: a@example.org\r\nTo: b@example.test\r\nSubject: minutes\r\n\r\n";
    String line = "We met on Tuesday, looked at the plans for the new wing and agreed on most.\r\n";
    return (header + line.repeat((PROSE_OCTETS - header.length()) / line.length()))
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
