package io.postern.core.port;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Dnssec;
import io.postern.core.port.Resolver.Tlsa;

/**
 * Keys of people in the DNS. Names are A-labels without a trailing dot; aliases (CNAME) are
 * followed. Blocking; safe for use by many threads.
 */
public interface KeyRecords {
  /**
   * The transferable public keys at a name (RFC 7929 2), binary.
   *
   * @param name as in {@code c93f...afd6._openpgpkey.example.com}
   */
  Answer<byte[]> openPgpKeys(String name);

  /**
   * The certificate associations at a name (RFC 8162 2), which have the fields of TLSA records.
   *
   * @param name as in {@code c93f...afd6._smimecert.example.com}
   */
  Answer<Tlsa> smimea(String name);

  /** Whether signatures can be told from forgeries now; without it no answer is secure. */
  Dnssec dnssec();
}
