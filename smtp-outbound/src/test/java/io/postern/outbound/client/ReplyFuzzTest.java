package io.postern.outbound.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.model.Reply;
import io.postern.core.wire.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * Whatever a host says: replies that are replies, then an end; the same however it came in pieces.
 */
final class ReplyFuzzTest {
  /** The first octet says how long the pieces are. */
  @FuzzTest(maxDuration = "60s")
  void replies(byte[] octets) throws IOException {
    int piece = octets.length == 0 ? 1 : 1 + (octets[0] & 0xff);
    List<Object> whole = read(octets, Math.max(1, octets.length));
    assertThat(read(octets, piece)).isEqualTo(whole);
    for (Object read : whole) {
      if (read instanceof Reply reply) {
        assertThat(reply.code()).isBetween(200, 599);
        assertThat(reply.lines()).hasSizeBetween(1, 128);
        assertThat(reply.toString()).doesNotContainPattern("\\p{Cntrl}");
        reply.enhanced().ifPresent(e -> assertThat(e.statusClass()).isEqualTo(reply.code() / 100));
        Capabilities.of(reply);
      }
    }
  }

  /** The replies, and what kind of end it came to. */
  private static List<Object> read(byte[] octets, int piece) throws IOException {
    ReplyReader reader = new ReplyReader(new Pieces(octets, piece));
    List<Object> all = new ArrayList<>();
    try {
      while (true) {
        all.add(reader.read());
      }
    } catch (EOFException | MalformedReplyException e) {
      all.add(String.valueOf(e.getMessage()));
      return all;
    }
  }

  /** A wire that only gives, so many octets at once. */
  private static final class Pieces implements Wire {
    private final byte[] octets;
    private final int piece;
    private int next;

    Pieces(byte[] octets, int piece) {
      this.octets = octets;
      this.piece = piece;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int n = Math.min(Math.min(piece, length), octets.length - next);
      System.arraycopy(octets, next, buffer, offset, n);
      next += n;
      return n == 0 ? -1 : n;
    }

    @Override
    public boolean hasInput() {
      return next < octets.length;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      throw unexpected();
    }

    @Override
    public void flush() {
      throw unexpected();
    }

    @Override
    public void endInput() {
      throw unexpected();
    }

    @Override
    public void readTimeout(Duration timeout) {
      throw unexpected();
    }

    @Override
    public void startTls(SSLEngine engine, Duration timeout) {
      throw unexpected();
    }

    @Override
    public Optional<SSLSession> tls() {
      return Optional.empty();
    }

    @Override
    public InetSocketAddress localAddress() {
      throw unexpected();
    }

    @Override
    public InetSocketAddress remoteAddress() {
      throw unexpected();
    }

    @Override
    public void close() {
      next = octets.length;
    }

    private static UnsupportedOperationException unexpected() {
      return new UnsupportedOperationException("a reader only reads");
    }
  }
}
