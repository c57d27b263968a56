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
   * The TLSA records of a service (RFC 6698).
   *
   * @param name as in {@code _25._tcp.mx.example.org}
   */
  Answer<Tlsa> tlsa(String name);

  /** What a name is an alias of, one step only; "no such record" where it is none. */
  Answer<String> alias(String name);

  /** Whether signatures can be told from forgeries now; without it no answer is secure. */
  default Dnssec dnssec() {
    return new Dnssec.Off();
  }

  /**
   * One MX record.
   *
   * @param preference 0 to 65535, lower is tried first
   * @param host in lower case without the trailing dot; empty for the root, which is the null MX
   *     (RFC 7505)
   */
  record Exchange(int preference, String host) {}

  /**
   * One TLSA record (RFC 6698 2.1), as it stands in the DNS, usable or not.
   *
   * @param usage 0 to 255
   * @param selector 0 to 255
   * @param matching 0 to 255
   * @param data the certificate association data in lower-case hex
   */
  record Tlsa(int usage, int selector, int matching, String data) {
    /** As in a zone file. */
    @Override
    public String toString() {
      return usage + " " + selector + " " + matching + " " + data;
    }
  }

  /** Whether answers are checked by DNSSEC. */
  sealed interface Dnssec {
    /** Not wanted. */
    record Off() implements Dnssec {}

    /** It works. */
    record Working() implements Dnssec {}

    /** It is wanted and does not work, so that nothing counts as secure. */
    record Broken(String why) implements Dnssec {}
  }

  /**
   * How far an answer can be believed.
   *
   * @param secure whether signatures prove all of it, aliases on the way included, or that there is
   *     nothing (RFC 4035 4.3)
   * @param name what the aliases led to, in lower case without the trailing dot
   */
  record Origin(boolean secure, String name) {
    /** Nothing is proved. */
    public static final Origin UNPROVED = new Origin(false, "");
  }

  /** What the DNS said. */
  sealed interface Answer<T> {
    /** At least one record. */
    record Found<T>(List<T> values, Origin origin) implements Answer<T> {
      public Found {
        values = List.copyOf(values);
        if (values.isEmpty()) {
          throw new IllegalArgumentException("found means at least one record");
        }
      }

      public Found(List<T> values) {
        this(values, Origin.UNPROVED);
      }
    }

    /** The name exists without a record of this type. */
    record NoData<T>(Origin origin) implements Answer<T> {
      public NoData() {
        this(Origin.UNPROVED);
      }
    }

    /** The name does not exist (RFC 8020). */
    record NxDomain<T>() implements Answer<T> {}

    /**
     * Nobody knows: SERVFAIL, timeout, a loop of aliases, an answer that cannot be read or whose
     * signatures are wrong. Never the same as "no such record" (RFC 5321 5.1).
     */
    record TemporaryFailure<T>(String why) implements Answer<T> {}
  }
}
