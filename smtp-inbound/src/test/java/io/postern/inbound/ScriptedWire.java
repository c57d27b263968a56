package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.core.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * A client from loopback of which each piece of octets arrives when the one before it is read, as
 * over a line that carries no more at a time. One char is one octet.
 */
final class ScriptedWire implements Wire {
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private byte[] arrived = new byte[0];
  private int position;

  ScriptedWire(List<String> pieces) {
    pieces.forEach(p -> this.pieces.add(p.getBytes(ISO_8859_1)));
  }

  /** Everything the server said. */
  String said() {
    return out.toString(ISO_8859_1);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (!hasInput()) {
      byte[] next = pieces.poll();
      if (next == null) {
        return -1;
      }
      arrived = next;
      position = 0;
    }
    int n = Math.min(length, arrived.length - position);
    System.arraycopy(arrived, position, buffer, offset, n);
    position += n;
    return n;
  }

  @Override
  public boolean hasInput() {
    return position < arrived.length;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    out.write(buffer, offset, length);
  }

  @Override
  public void flush() {}

  @Override
  public void endInput() {
    pieces.clear();
  }

  @Override
  public void readTimeout(Duration timeout) {}

  @Override
  public void startTls(SSLEngine engine, Duration timeout) throws IOException {
    throw new IOException("no TLS over a script");
  }

  @Override
  public Optional<SSLSession> tls() {
    return Optional.empty();
  }

  @Override
  public InetSocketAddress localAddress() {
    return remoteAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
  }

  @Override
  public void close() {}
}
