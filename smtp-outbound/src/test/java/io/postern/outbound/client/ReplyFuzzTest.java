package io.postern.outbound.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.core.model.Reply;
import io.postern.core.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/** Whatever a host says: replies within bounds, and the same ones however the octets are cut. */
final class ReplyFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void replies(byte[] octets) {
    List<Reply> whole = read(new Octets(octets, Integer.MAX_VALUE));

    assertThat(read(new Octets(octets, 1))).isEqualTo(whole);
    whole.forEach(ReplyFuzzTest::bounded);
  }

  /** Up to the end or the first thing that is no reply. */
  private static List<Reply> read(Wire wire) {
    List<Reply> replies = new ArrayList<>();
    ReplyReader reader = new ReplyReader(wire);
    try {
      while (true) {
        replies.add(reader.read());
      }
    } catch (IOException e) {
      return replies;
    }
  }

  private static void bounded(Reply reply) {
    assertThat(reply.code()).isBetween(200, 599);
    assertThat(reply.lines()).hasSizeBetween(1, 128);
    assertThat(reply.lines())
        .allMatch(line -> line.length() <= 4096 && line.chars().noneMatch(Character::isISOControl));
    reply.enhanced().ifPresent(e -> assertThat(e.statusClass()).isEqualTo(reply.code() / 100));
    Capabilities offered = Capabilities.of(reply);
    assertThat(offered.keywords().keySet()).allMatch(k -> k.indexOf(' ') < 0);
    offered.maximumSize().ifPresent(size -> assertThat(size).isPositive());
  }

  /** A host that has said it all, so many octets at a time. */
  private record Octets(ByteArrayInputStream in, int most) implements Wire {
    Octets(byte[] octets, int most) {
      this(new ByteArrayInputStream(octets), most);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return in.read(buffer, offset, Math.min(length, most));
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {}

    @Override
    public void flush() {}

    @Override
    public boolean hasInput() {
      return in.available() > 0;
    }

    @Override
    public void endInput() {}

    @Override
    public void readTimeout(Duration timeout) {}

    @Override
    public void startTls(SSLEngine engine, Duration timeout) {}

    @Override
    public Optional<SSLSession> tls() {
      return Optional.empty();
    }

    @Override
    public InetSocketAddress localAddress() {
      return new InetSocketAddress(0);
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return new InetSocketAddress(0);
    }

    @Override
    public void close() {}
  }
}
