package io.postern.packaging.demo;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A listening socket that keeps every byte that its clients send, as it came over the wire: under
 * TLS the ciphertext. Safe for use by many threads.
 */
final class WireTap extends ServerSocket {
  private final List<ByteArrayOutputStream> sessions = new CopyOnWriteArrayList<>();

  WireTap(int port, InetAddress address) throws IOException {
    super(port, 200, address);
  }

  /** Once only: it is bound at birth, and the server library binds what it is given again. */
  @Override
  public void bind(SocketAddress endpoint, int backlog) throws IOException {
    if (!isBound()) {
      super.bind(endpoint, backlog);
    }
  }

  @Override
  public Socket accept() throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    Socket tapped = new TappedSocket(record);
    implAccept(tapped);
    sessions.add(record);
    return tapped;
  }

  /** What each client sent so far, in the order of their connections. */
  List<byte[]> sessions() {
    return sessions.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  private static final class TappedSocket extends Socket {
    private final ByteArrayOutputStream record;

    TappedSocket(ByteArrayOutputStream record) {
      this.record = record;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new TappedStream(super.getInputStream(), record);
    }
  }

  private static final class TappedStream extends FilterInputStream {
    private final ByteArrayOutputStream record;

    TappedStream(InputStream in, ByteArrayOutputStream record) {
      super(in);
      this.record = record;
    }

    @Override
    public int read() throws IOException {
      int octet = super.read();
      if (octet >= 0) {
        record.write(octet);
      }
      return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count > 0) {
        record.write(buffer, offset, count);
      }
      return count;
    }
  }
}
