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
import org.jspecify.annotations.Nullable;

/**
 * Drives an SSLEngine over a blocking transport. For one thread.
 *
 * <p>Its large buffers are direct, so that the native engine works on them in place, and taken from
 * the pool only while something is in them: thousands of sessions wait for a command, and each of
 * them waits on the small one.
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

  /** Something that the engine does. */
  private interface Step {
    SSLEngineResult run() throws IOException;
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  /** Room for a record with a command line. */
  private static final int FEW = 256;

  private final SSLEngine engine;
  private final Transport transport;

  /** What has arrived while little is there, ready to be read from. */
  private final ByteBuffer few = ByteBuffer.allocate(FEW).flip();

  /** Records received, ready to be read from; absent where they are in {@link #few}. */
  private @Nullable ByteBuffer records;

  /** Decrypted, ready to be read from; absent where there is nothing. */
  private @Nullable ByteBuffer plain;

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
            case NEED_WRAP -> orTellWhy(() -> wrap(NOTHING)).getHandshakeStatus();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapForHandshake();
            case NEED_TASK -> runTasks();
            case FINISHED, NOT_HANDSHAKING -> status;
          };
    }
  }

  private HandshakeStatus unwrapForHandshake() throws IOException {
    SSLEngineResult result = orTellWhy(this::unwrap);
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> {
        // The native engine also says so of the record that ended the handshake.
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP && fill() < 0) {
          throw closed("connection closed in the TLS handshake");
        }
      }
      case CLOSED -> throw closed("TLS closed in the handshake");
      case OK, BUFFER_OVERFLOW -> {}
    }
    return result.getHandshakeStatus();
  }

  private static HandshakeException closed(String message) {
    return new HandshakeException(HandshakeException.Reason.CLOSED, message);
  }

  /** A failing engine has an alert for the peer, which tells it more than a cut connection. */
  private SSLEngineResult orTellWhy(Step step) throws IOException {
    try {
      return step.run();
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
    while (plain == null) {
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
    giveBackWhatIsEmpty();
    return n;
  }

  /** Decrypts what has arrived, without waiting for more. */
  boolean hasInput() throws IOException {
    while (plain == null && !peerClosed) {
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
    SSLEngineResult result = orTellWhy(this::unwrap);
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
      if (records != null) {
        BufferPool.give(records);
      }
      if (plain != null) {
        BufferPool.give(plain);
      }
      ReferenceCountUtil.release(engine);
    }
  }

  private SSLEngineResult wrap(ByteBuffer source) throws IOException {
    ByteBuffer sealed = BufferPool.take();
    try {
      SSLEngineResult result = engine.wrap(source, sealed);
      transport.send(sealed.flip());
      return result;
    } finally {
      BufferPool.give(sealed);
    }
  }

  private SSLEngineResult unwrap() throws IOException {
    ByteBuffer from = gathered();
    ByteBuffer into = plain == null ? BufferPool.take() : plain.compact();
    plain = into;
    try {
      return engine.unwrap(from, into);
    } finally {
      into.flip();
      giveBackWhatIsEmpty();
    }
  }

  /** The records received, all in the large buffer. */
  private ByteBuffer gathered() {
    ByteBuffer large = records;
    if (large == null) {
      large = BufferPool.take().put(few).flip();
      few.clear().flip();
      records = large;
    }
    return large;
  }

  private void giveBackWhatIsEmpty() {
    if (plain != null && !plain.hasRemaining()) {
      BufferPool.give(plain);
      plain = null;
    }
    if (records != null && records.remaining() <= FEW) {
      few.clear().put(records).flip();
      BufferPool.give(records);
      records = null;
    }
  }

  private int fill() throws IOException {
    boolean fits = records == null && few.remaining() < FEW;
    ByteBuffer target = fits ? few : gathered();
    target.compact();
    try {
      return transport.receive(target);
    } finally {
      target.flip();
    }
  }
}
