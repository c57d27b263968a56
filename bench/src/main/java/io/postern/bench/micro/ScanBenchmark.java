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

  /** Which of the demo's messages, or ordinary text of 10 kB. */
  @Param({PROSE, "01-referral", "05-newsletter", "06-insurance-claim"})
  public String message;

  private Scanner scanner;
  private Content content;

  @Setup
  public void prepare() {
    scanner = new Scanner(THRESHOLD, MimeLimits.DEFAULT, MAXIMUM_TEXT, UNREAD_MEDIA);
    content = new Bytes(message.equals(PROSE) ? prose() : demo());
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
