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
 * 10 MB by OpenPGP to a Cv25519 key, SEIPD version 1, signed with an Ed25519 key or not, read back
 * as always; and the same by {@code gpg} and {@code sq}, without compression.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Threads(1)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 3)
public class OpenPgpBenchmark {
  private static final int SIZE = 10_000_000;

  private EncryptionLab lab;
  private Wrapper wrapper;
  private Content message;

  @Setup
  public void open() throws IOException, KeyImportException {
    lab = new EncryptionLab();
    lab.makeOpenPgpKeys();
    wrapper = lab.openPgp();
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
  public String gpgEncrypt() throws IOException {
    return lab.run(
        lab.gpg()
            + "--trust-model always -z 0 --armor -r "
            + EncryptionLab.RECIPIENT
            + " -o e.asc --encrypt message");
  }

  @Benchmark
  public String gpgSignAndEncrypt() throws IOException {
    return lab.run(
        lab.gpg()
            + "--trust-model always -z 0 --armor -u "
            + EncryptionLab.SIGNER
            + " -r "
            + EncryptionLab.RECIPIENT
            + " -o e.asc --sign --encrypt message");
  }

  @Benchmark
  public String sqEncrypt() throws IOException {
    return lab.run(
        "sq -f encrypt --compression none --recipient-cert recipient.asc -o e.asc message");
  }
}
