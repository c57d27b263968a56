package io.postern.core.port;

import java.net.InetAddress;
import java.util.List;

/**
 * The domain name system, as far as mail routing needs it. Names are A-labels without a trailing
 * dot; aliases (CNAME) are followed. Blocking; safe for use by many threads.
 */
public interface Resolver {
  /** The MX records of a domain, in no order. */
  Answer<Exchange> mx(String domain);

  /** The IPv4 addresses of a host. */
  Answer<InetAddress> ipv4(String host);

  /** The IPv6 addresses of a host. */
  Answer<InetAddress> ipv6(String host);

  /**
   * One MX record.
   *
   * @param preference 0 to 65535, lower is tried first
   * @param host in lower case without the trailing dot; empty for the root, which is the null MX
   *     (RFC 7505)
   */
  record Exchange(int preference, String host) {}

  /** What the DNS said. */
  sealed interface Answer<T> {
    /** At least one record. */
    record Found<T>(List<T> values) implements Answer<T> {
      public Found {
        values = List.copyOf(values);
        if (values.isEmpty()) {
          throw new IllegalArgumentException("found means at least one record");
        }
      }
    }

    /** The name exists without a record of this type. */
    record NoData<T>() implements Answer<T> {}

    /** The name does not exist (RFC 8020). */
    record NxDomain<T>() implements Answer<T> {}

    /**
     * Nobody knows: SERVFAIL, timeout, a loop of aliases, an answer that cannot be read. Never the
     * same as "no such record" (RFC 5321 5.1).
     */
    record TemporaryFailure<T>(String why) implements Answer<T> {}
  }
}
