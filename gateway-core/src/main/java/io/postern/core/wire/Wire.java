package io.postern.core.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * One TCP connection, in clear until {@link #startTls}, with blocking reads and writes meant for a
 * virtual thread. The listener and the client share it. For one thread, except {@link #close} and
 * {@link #endInput}, which any thread may call to end a blocked read or write.
 */
public interface Wire extends AutoCloseable {
  /**
   * Reads what is there, at least one byte.
   *
   * @return the number of bytes, -1 at the end of the stream (a TLS stream cut without close_notify
   *     is an IOException)
   * @throws java.net.SocketTimeoutException where nothing came in the read timeout; a last reply
   *     can still be written, but nothing more can be read
   */
  int read(byte[] buffer, int offset, int length) throws IOException;

  /** Writes through a buffer; {@link #flush} sends it. */
  void write(byte[] buffer, int offset, int length) throws IOException;

  /** Sends what was written; a peer that does not read for the write timeout is cut off. */
  void flush() throws IOException;

  /**
   * True where bytes are waiting in our buffers or in the socket, so that a read does not block.
   * With TLS only what is decrypted counts, and what has arrived is decrypted for that.
   */
  boolean hasInput() throws IOException;

  /**
   * Ends a blocked read and every later one as if the connection were cut; writing goes on. Any
   * thread may call it.
   */
  void endInput();

  /** How long a read waits; zero is for ever. */
  void readTimeout(Duration timeout) throws IOException;

  /**
   * Runs the handshake and encrypts from here on. The caller has consumed everything that was read
   * in clear (RFC 3207 4.2); what the peer sent too early is an error.
   *
   * <p>A server writes the reply that starts TLS and does not flush it: this sends it, after making
   * sure that the peer did not speak before it. Certificates are judged by nobody in here; the
   * caller does that on {@link #tls()}.
   *
   * @param engine fresh, with its mode set; the wire owns it from here
   * @throws javax.net.ssl.SSLException where the handshake fails or takes longer than the timeout
   */
  void startTls(SSLEngine engine, Duration timeout) throws IOException;

  /** The session, once TLS is on. */
  Optional<SSLSession> tls();

  InetSocketAddress localAddress();

  InetSocketAddress remoteAddress();

  /** Sends what TLS needs to end well where that does not block, then closes; never throws. */
  @Override
  void close();
}
