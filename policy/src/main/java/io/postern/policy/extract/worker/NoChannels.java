package io.postern.policy.extract.worker;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/** The worker's provider of channels, named by a system property: it has none. */
public final class NoChannels extends SelectorProvider {
  private static SocketException refused() {
    return new SocketException("no network here");
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    throw refused();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    throw refused();
  }

  @Override
  public Pipe openPipe() throws IOException {
    throw refused();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    throw refused();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    throw refused();
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    throw refused();
  }
}
