package io.postern.inbound.proxy;

import io.postern.core.wire.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/** A balancer's connection under the address of the client behind it. */
record ProxiedWire(Wire carrier, InetSocketAddress client) implements Wire {
  @Override
  public InetSocketAddress remoteAddress() {
    return client;
  }

  @Override
  public InetSocketAddress localAddress() {
    return carrier.localAddress();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return carrier.read(buffer, offset, length);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    carrier.write(buffer, offset, length);
  }

  @Override
  public void flush() throws IOException {
    carrier.flush();
  }

  @Override
  public boolean hasInput() throws IOException {
    return carrier.hasInput();
  }

  @Override
  public void endInput() {
    carrier.endInput();
  }

  @Override
  public void readTimeout(Duration timeout) throws IOException {
    carrier.readTimeout(timeout);
  }

  @Override
  public void startTls(SSLEngine engine, Duration timeout) throws IOException {
    carrier.startTls(engine, timeout);
  }

  @Override
  public Optional<SSLSession> tls() {
    return carrier.tls();
  }

  @Override
  public void close() {
    carrier.close();
  }
}
