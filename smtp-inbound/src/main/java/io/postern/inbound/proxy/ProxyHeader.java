package io.postern.inbound.proxy;

import io.postern.core.wire.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads one header from the start of a connection, octet-exact, because what follows may be a TLS
 * handshake. For one thread.
 */
final class ProxyHeader {
  /** Version 2 begins so; version 1 is never shorter. */
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  /** The longest version 1 header with its line end. */
  private static final int LINE = 107;

  /** Addresses and TLVs of version 2; a certificate's details are the most anybody sends. */
  private static final int LONGEST = 4096;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");

  private final Wire wire;
  private final long end;

  ProxyHeader(Wire wire, Duration patience) {
    this.wire = wire;
    this.end = System.nanoTime() + patience.toNanos();
  }

  /** The client; empty where the header names none. */
  Optional<InetSocketAddress> read() throws IOException {
    byte[] start = new byte[LINE];
    fill(start, 0, SIGNATURE.length);
    if (Arrays.equals(start, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      return version2();
    }
    if (new String(start, 0, 6, StandardCharsets.US_ASCII).equals("PROXY ")) {
      return version1(start);
    }
    throw new ProtocolException("no PROXY header from balancer " + balancer());
  }

  private Optional<InetSocketAddress> version1(byte[] line) throws IOException {
    int length = SIGNATURE.length;
    while (line[length - 1] != '\n') {
      if (length == LINE) {
        throw malformed();
      }
      fill(line, length, 1);
      length++;
    }
    String text = new String(line, 0, length, StandardCharsets.US_ASCII);
    if (!text.endsWith("\r\n")) {
      throw malformed();
    }
    String[] words = text.substring(0, length - 2).split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      return Optional.empty();
    }
    if (words.length != 6 || !PORT.matcher(words[4]).matches()) {
      throw malformed();
    }
    return Optional.of(client(address(words[1], words[2]), Integer.parseInt(words[4])));
  }

  private InetAddress address(String family, String text) throws ProtocolException {
    try {
      if (family.equals("TCP4") && IPV4.matcher(text).matches()) {
        return Inet4Address.ofLiteral(text);
      }
      if (family.equals("TCP6") && IPV6.matcher(text).matches()) {
        return Inet6Address.ofLiteral(text);
      }
      throw malformed();
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private Optional<InetSocketAddress> version2() throws IOException {
    byte[] fixed = new byte[4];
    fill(fixed, 0, fixed.length);
    int length = Short.toUnsignedInt(ByteBuffer.wrap(fixed).getShort(2));
    if ((fixed[0] != LOCAL && fixed[0] != PROXY) || length > LONGEST) {
      throw malformed();
    }
    byte[] rest = new byte[length];
    fill(rest, 0, length);
    return switch (fixed[0] == LOCAL ? 0 : fixed[1]) {
      case 0x00 -> Optional.empty();
      case 0x11 -> Optional.of(binary(rest, 4));
      case 0x21 -> Optional.of(binary(rest, 16));
      default -> throw malformed();
    };
  }

  /** Source address, destination address, source port, destination port, TLVs. */
  private InetSocketAddress binary(byte[] rest, int width) throws IOException {
    if (rest.length < 2 * width + 4) {
      throw malformed();
    }
    InetAddress source = InetAddress.getByAddress(Arrays.copyOf(rest, width));
    return client(source, Short.toUnsignedInt(ByteBuffer.wrap(rest).getShort(2 * width)));
  }

  private InetSocketAddress client(InetAddress address, int port) throws ProtocolException {
    if (port > 65_535) {
      throw malformed();
    }
    return new InetSocketAddress(address, port);
  }

  private void fill(byte[] target, int from, int count) throws IOException {
    int done = 0;
    while (done < count) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new SocketTimeoutException("PROXY header too slow from balancer " + balancer());
      }
      wire.readTimeout(Duration.ofNanos(left));
      int n = wire.read(target, from + done, count - done);
      if (n < 0) {
        throw new EOFException("connection closed in the PROXY header of balancer " + balancer());
      }
      done += n;
    }
  }

  private ProtocolException malformed() {
    return new ProtocolException("malformed PROXY header from balancer " + balancer());
  }

  private String balancer() {
    return wire.remoteAddress().getAddress().getHostAddress();
  }
}
