package io.postern.core.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A wire on a blocking socket channel, which parks a virtual thread instead of a carrier.
 *
 * <p>In clear nothing is read ahead: every byte goes straight into the caller's buffer, so that no
 * byte that came before a handshake can be taken for one from inside it.
 */
final class TcpWire implements Wire, TlsLayer.Transport {
  /** Plain text gathered into one write or one TLS record (RFC 8446 5.1: at most 2^14 octets). */
  private static final int WRITE_BUFFER = 16_384;

  /** For the close_notify, which is sent only as a courtesy. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final SocketChannel channel;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final Duration writeTimeout;
  private final Watchdog.Deadline readDeadline;
  private final Watchdog.Deadline writeDeadline;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Held while the owner uses buffers and engine, so that a close from outside leaves them be. */
  private final ReentrantLock inUse = new ReentrantLock();

  /** What is not yet sent; absent where there is nothing. */
  private @Nullable ByteBuffer out;

  private Duration readTimeout = Duration.ZERO;
  private volatile @Nullable TlsLayer tls;

  TcpWire(SocketChannel channel, Duration writeTimeout) throws IOException {
    this.channel = channel;
    this.writeTimeout = writeTimeout;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.remote = (InetSocketAddress) channel.getRemoteAddress();
    // Replies are small; Nagle's algorithm with delayed acknowledgements costs 40 ms each.
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    readDeadline = Watchdog.watch(this::endInput);
    writeDeadline = Watchdog.watch(this::closeChannel);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    inUse.lock();
    try {
      // After a close the buffers belong to other wires.
      requireOpen();
      TlsLayer layer = tls;
      if (layer != null) {
        return layer.read(buffer, offset, length);
      }
      return receive(ByteBuffer.wrap(buffer, offset, length));
    } finally {
      inUse.unlock();
    }
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    inUse.lock();
    try {
      requireOpen();
      int done = 0;
      while (done < length) {
        ByteBuffer into = room();
        int n = Math.min(into.remaining(), length - done);
        into.put(buffer, offset + done, n);
        done += n;
      }
    } finally {
      inUse.unlock();
    }
  }

  private ByteBuffer room() throws IOException {
    if (out != null && !out.hasRemaining()) {
      emit();
    }
    ByteBuffer room = out == null ? BufferPool.take().limit(WRITE_BUFFER) : out;
    out = room;
    return room;
  }

  @Override
  public void flush() throws IOException {
    inUse.lock();
    try {
      requireOpen();
      emit();
    } finally {
      inUse.unlock();
    }
  }

  @Override
  public boolean hasInput() throws IOException {
    inUse.lock();
    try {
      requireOpen();
      TlsLayer layer = tls;
      return layer == null ? available() > 0 : layer.hasInput();
    } finally {
      inUse.unlock();
    }
  }

  @Override
  public void readTimeout(Duration timeout) {
    readTimeout = timeout;
  }

  @Override
  public void startTls(SSLEngine engine, Duration timeout) throws IOException {
    inUse.lock();
    TlsLayer layer = new TlsLayer(engine, this);
    try {
      requireOpen();
      refuseEarlyInput(engine);
      emit();
      handshake(layer, timeout);
      tls = layer;
    } finally {
      if (tls != layer) {
        layer.release();
      }
      inUse.unlock();
    }
  }

  /**
   * Where the reply that starts TLS is still in our buffer (server), or before our ClientHello
   * (client), the peer has nothing to say; what is there was put in by somebody in between, to be
   * read as if it came encrypted (RFC 3207 4.2, CVE-2011-0411, CVE-2021-38371).
   */
  private void refuseEarlyInput(SSLEngine engine) throws IOException {
    boolean peersTurn = !engine.getUseClientMode() && out == null;
    if (tls != null || (!peersTurn && available() > 0)) {
      throw new HandshakeException(
          HandshakeException.Reason.INJECTION,
          "plain text received after the command that starts TLS");
    }
  }

  private void handshake(TlsLayer layer, Duration timeout) throws IOException {
    Duration usual = readTimeout;
    long end = System.nanoTime() + timeout.toNanos();
    try {
      layer.handshake(() -> {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw tooLong(timeout, null);
        }
        readTimeout = Duration.ofNanos(left);
      });
    } catch (SocketTimeoutException e) {
      throw tooLong(timeout, e);
    } finally {
      readTimeout = usual;
    }
  }

  private static HandshakeException tooLong(Duration timeout, @Nullable Exception cause) {
    return new HandshakeException(
        HandshakeException.Reason.TIMEOUT, "TLS handshake took longer than " + timeout, cause);
  }

  @Override
  public Optional<SSLSession> tls() {
    return Optional.ofNullable(tls).map(TlsLayer::session);
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (inUse.tryLock()) {
      try {
        closeTls();
        closeChannel();
        releaseBuffers();
      } finally {
        inUse.unlock();
      }
    } else {
      // Somebody reads or writes: that ends now, and its owner releases the buffers.
      closeChannel();
      inUse.lock();
      try {
        releaseBuffers();
      } finally {
        inUse.unlock();
      }
    }
    readDeadline.stop();
    writeDeadline.stop();
  }

  private void closeTls() {
    TlsLayer layer = tls;
    if (layer != null && channel.isOpen()) {
      try {
        layer.sendCloseNotify();
      } catch (IOException e) {
        // The peer is gone already; the connection is closed next in any case.
      }
    }
  }

  private void releaseBuffers() {
    TlsLayer layer = tls;
    if (layer != null) {
      layer.release();
    }
    if (out != null) {
      BufferPool.give(out);
      out = null;
    }
  }

  private void emit() throws IOException {
    ByteBuffer unsent = out;
    if (unsent == null) {
      return;
    }
    out = null;
    try {
      TlsLayer layer = tls;
      if (layer == null) {
        send(unsent.flip(), writeTimeout);
      } else {
        layer.write(unsent.flip());
      }
    } finally {
      BufferPool.give(unsent);
    }
  }

  /** Blocks until something came; -1 at the end. */
  @Override
  public int receive(ByteBuffer target) throws IOException {
    readDeadline.set(readTimeout);
    try {
      int n = channel.read(target);
      if (n < 0 && readDeadline.expired()) {
        throw new SocketTimeoutException("nothing received for " + readTimeout);
      }
      return n;
    } finally {
      readDeadline.clear();
    }
  }

  /** Blocks until all is sent. */
  @Override
  public void send(ByteBuffer source) throws IOException {
    send(source, closed.get() ? CLOSE_TIMEOUT : writeTimeout);
  }

  private void send(ByteBuffer source, Duration timeout) throws IOException {
    try {
      while (source.hasRemaining()) {
        writeDeadline.set(timeout);
        channel.write(source);
      }
    } catch (ClosedChannelException e) {
      if (writeDeadline.expired()) {
        throw new SocketTimeoutException("peer did not read for " + timeout);
      }
      throw e;
    } finally {
      writeDeadline.clear();
    }
  }

  /** What the kernel holds for us. */
  @Override
  public int available() throws IOException {
    return channel.socket().getInputStream().available();
  }

  private void requireOpen() throws IOException {
    if (closed.get()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public void endInput() {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      closeChannel();
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was promised about bytes that were not flushed, and the descriptor is gone.
    }
  }
}
