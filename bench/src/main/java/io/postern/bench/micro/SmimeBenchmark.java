package io.postern.bench.micro;

import io.postern.core.keys.KeyImportException;
import io.postern.core.port.Content;
import io.postern.outbound.protect.NotProtectableException;
import io.postern.outbound.protect.Wrapper;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 10 kB by S/MIME to an RSA-2048 key, signed with a P-256 key or not, read back as always; and the
 * same by {@code openssl cms}, a process for each message.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Threads(1)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 3)
public class SmimeBenchmark {
  private static final int SIZE = 10_240;

  private EncryptionLab lab;
  private Wrapper wrapper;
  private Content message;

  @Setup
  public void open() throws IOException, KeyImportException {
    lab = new EncryptionLab();
    lab.makeCertificates();
    wrapper = lab.smime();
    message = lab.message(SIZE);
  }

  @TearDown
  public void close() throws IOException {
    lab.close();
  }

  @Benchmark
  public long encrypt() throws IOException, NotProtectableException {
    return EncryptionLab.wrap(wrapper, message, false);
  }

  @Benchmark
  public long signAndEncrypt() throws IOException, NotProtectableException {
    return EncryptionLab.wrap(wrapper, message, true);
  }

  @Benchmark
  public String opensslEncrypt() throws IOException {
    return lab.run("openssl cms -encrypt -binary -aes256 -in message -out e.eml recipient.pem");
  }

  @Benchmark
  public String opensslSignAndEncrypt() throws IOException {
    lab.run(
        "openssl cms -sign -binary -in message -signer signer.pem -inkey signer.key -out s.eml");
    return lab.run("openssl cms -encrypt -binary -aes256 -in s.eml -out e.eml recipient.pem");
  }
}
