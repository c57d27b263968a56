package io.postern.bench.micro;

import io.postern.core.seal.DataKey;
import io.postern.core.seal.Opener;
import io.postern.core.seal.Sealer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** One message sealed with a key of its own, and opened again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SealBenchmark {
  /** Octets of the message. */
  @Param({"10240", "1048576"})
  public int size;

  private byte[] message;
  private DataKey key;
  private List<byte[]> sealed;

  @Setup
  public void prepare() throws IOException {
    message = new byte[size];
    new Random(1).nextBytes(message);
    key = DataKey.random();
    sealed = sealWith(key);
  }

  @Benchmark
  public List<byte[]> seal() throws IOException {
    try (DataKey fresh = DataKey.random()) {
      return sealWith(fresh);
    }
  }

  private List<byte[]> sealWith(DataKey dataKey) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    Sealer sealer = new Sealer(dataKey, "benchmark", (seq, piece) -> pieces.add(piece));
    sealer.write(message, 0, message.length);
    pieces.add(sealer.finish());
    return pieces;
  }

  @Benchmark
  public void open() throws IOException {
    Opener opener =
        new Opener(key, "benchmark", size, seq -> seq < sealed.size() ? sealed.get(seq) : null);
    try (opener) {
      opener.transferTo(OutputStream.nullOutputStream());
    }
  }
}
