package io.postern.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A network in CIDR notation, IPv4 or IPv6; a bare address is a network of one. */
public record Cidr(InetAddress network, int prefix) {
  /**
   * Four decimal octets without leading zeros: the JDK would also take "10.1" and "010.0.0.1",
   * which other tools read differently.
   */
  private static final Pattern FORM =
      Pattern.compile(
          "(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  public Cidr {
    int bits = network.getAddress().length * 8;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("prefix is 0 to " + bits);
    }
  }

  /**
   * @throws IllegalArgumentException naming the allowed form
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!FORM.matcher(address).matches()) {
      throw new IllegalArgumentException("not a network: write 192.0.2.0/24 or 2001:db8::/32");
    }
    try {
      InetAddress network = InetAddress.getByName(address);
      int bits = network.getAddress().length * 8;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      Cidr cidr = new Cidr(network, prefix);
      if (!cidr.contains(network) || cidr.hasHostBits()) {
        throw new IllegalArgumentException("the address has bits beyond its prefix");
      }
      return cidr;
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("not a network: write 192.0.2.0/24 or 2001:db8::/32", e);
    }
  }

  /** True where the address lies in this network; IPv4-mapped IPv6 addresses count as IPv4. */
  public boolean contains(InetAddress address) {
    byte[] a = address.getAddress();
    byte[] n = network.getAddress();
    if (a.length != n.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((a[bit >> 3] & mask) != (n[bit >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** True where all of the other network lies in this one. */
  public boolean contains(Cidr other) {
    return prefix <= other.prefix && contains(other.network);
  }

  /** True where some address lies in both. */
  public boolean overlaps(Cidr other) {
    return contains(other.network) || other.contains(network);
  }

  /** True for loopback, RFC 1918, link-local and unique local (RFC 4193) ranges as a whole. */
  public boolean isPrivate() {
    byte[] n = network.getAddress();
    int first = n[0] & 0xff;
    if (n.length == 16) {
      return (network.isLoopbackAddress() && prefix == 128)
          || (prefix >= 7 && (first & 0xfe) == 0xfc)
          || (prefix >= 10 && network.isLinkLocalAddress());
    }
    int second = n[1] & 0xff;
    return (first == 10 && prefix >= 8)
        || (first == 127 && prefix >= 8)
        || (first == 172 && (second & 0xf0) == 16 && prefix >= 12)
        || (first == 192 && second == 168 && prefix >= 16)
        || (first == 169 && second == 254 && prefix >= 16);
  }

  private boolean hasHostBits() {
    byte[] n = network.getAddress();
    for (int bit = prefix; bit < n.length * 8; bit++) {
      if ((n[bit >> 3] & (0x80 >> (bit & 7))) != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }
}
