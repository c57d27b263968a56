package io.postern.core.wire;

import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * Drives an SSLEngine over a blocking transport. For one thread.
 *
 * <p>The three buffers are direct, so that the native engine works on them in place.
 */
final class TlsLayer {
  /** Where records come from and go to. */
  interface Transport {
    int receive(ByteBuffer target) throws IOException;

    void send(ByteBuffer source) throws IOException;

    int available() throws IOException;
  }

  /** Says before each step whether there is time left. */
  interface Budget {
    void check() throws IOException;
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final SSLEngine engine;
  private final Transport transport;

  /** Records received, ready to be read from. */
  private final ByteBuffer records = BufferPool.take().flip();

  /** Decrypted, ready to be read from. */
  private final ByteBuffer plain = BufferPool.take().flip();

  /** Records to send. */
  private final ByteBuffer sealed = BufferPool.take();

  private boolean peerClosed;
  private boolean released;

  TlsLayer(SSLEngine engine, Transport transport) {
    this.engine = engine;
    this.transport = transport;
  }

  SSLSession session() {
    return engine.getSession();
  }

  void handshake(Budget budget) throws IOException {
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
      budget.check();
      status =
          switch (status) {
            case NEED_WRAP -> wrap(NOTHING).getHandshakeStatus();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapForHandshake();
            case NEED_TASK -> runTasks();
            case FINISHED, NOT_HANDSHAKING -> status;
          };
    }
  }

  private HandshakeStatus unwrapForHandshake() throws IOException {
    SSLEngineResult result = unwrapOrTellWhy();
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> {
        // The native engine also says so of the record that ended the handshake.
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP && fill() < 0) {
          throw new SSLException("connection closed in the TLS handshake");
        }
      }
      case CLOSED -> throw new SSLException("TLS closed in the handshake");
      case OK, BUFFER_OVERFLOW -> {}
    }
    return result.getHandshakeStatus();
  }

  /** A failing engine has an alert for the peer, which tells it more than a cut connection. */
  private SSLEngineResult unwrapOrTellWhy() throws IOException {
    try {
      return unwrap();
    } catch (SSLException e) {
      try {
        sendCloseNotify();
      } catch (IOException alert) {
        e.addSuppressed(alert);
      }
      throw e;
    }
  }

  private HandshakeStatus runTasks() {
    Runnable task;
    while ((task = engine.getDelegatedTask()) != null) {
      task.run();
    }
    return engine.getHandshakeStatus();
  }

  /** At least one decrypted byte, or -1 after close_notify. */
  int read(byte[] buffer, int offset, int length) throws IOException {
    while (!plain.hasRemaining()) {
      if (peerClosed) {
        return -1;
      }
      if (!decrypt() && fill() < 0) {
        // RFC 8446 6.1: without close_notify this may be an attacker's cut, not the peer's end.
        throw new EOFException("TLS stream cut without close_notify");
      }
    }
    int n = Math.min(length, plain.remaining());
    plain.get(buffer, offset, n);
    return n;
  }

  /** Decrypts what has arrived, without waiting for more. */
  boolean hasInput() throws IOException {
    while (!plain.hasRemaining() && !peerClosed) {
      if (!decrypt() && (transport.available() == 0 || fill() < 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes one record.
   *
   * @return false where more must be received first
   */
  private boolean decrypt() throws IOException {
    SSLEngineResult result = unwrapOrTellWhy();
    peerClosed |= result.getStatus() == Status.CLOSED;
    answer(result.getHandshakeStatus());
    return result.getStatus() != Status.BUFFER_UNDERFLOW;
  }

  /** TLS 1.3 key updates and tickets come between data, and some want an answer. */
  private void answer(HandshakeStatus status) throws IOException {
    if (status == HandshakeStatus.NEED_TASK) {
      // The JDK's engine would shake hands anew in TLS 1.2; nothing else asks for work by now.
      throw new SSLException("renegotiation is not allowed");
    }
    while (status == HandshakeStatus.NEED_WRAP && !peerClosed) {
      status = wrap(NOTHING).getHandshakeStatus();
    }
  }

  void write(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      if (wrap(source).getStatus() == Status.CLOSED) {
        throw new SSLException("TLS is closed");
      }
    }
  }

  void sendCloseNotify() throws IOException {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      SSLEngineResult result = wrap(NOTHING);
      if (result.getStatus() == Status.CLOSED || result.bytesProduced() == 0) {
        return;
      }
    }
  }

  /** Gives buffers and native memory back; the session stays readable. */
  void release() {
    if (!released) {
      released = true;
      BufferPool.give(records);
      BufferPool.give(plain);
      BufferPool.give(sealed);
      ReferenceCountUtil.release(engine);
    }
  }

  private SSLEngineResult wrap(ByteBuffer source) throws IOException {
    sealed.clear();
    SSLEngineResult result = engine.wrap(source, sealed);
    sealed.flip();
    transport.send(sealed);
    return result;
  }

  private SSLEngineResult unwrap() throws IOException {
    plain.compact();
    try {
      return engine.unwrap(records, plain);
    } finally {
      plain.flip();
    }
  }

  private int fill() throws IOException {
    records.compact();
    try {
      return transport.receive(records);
    } finally {
      records.flip();
    }
  }
}
