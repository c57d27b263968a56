package io.postern.core.port;

import io.postern.core.port.Resolver.Answer;

/** TXT records of the DNS, such as DKIM keys. Blocking; safe for use by many threads. */
@FunctionalInterface
public interface TxtLookup {
  /**
   * The texts of a name, each with its strings joined (RFC 6376 3.6.2.2), bytes read as Latin-1.
   *
   * @param name A-labels without a trailing dot
   */
  Answer<String> txt(String name);
}
