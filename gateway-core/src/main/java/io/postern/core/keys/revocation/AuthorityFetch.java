package io.postern.core.keys.revocation;

import java.io.IOException;
import java.net.URI;

/**
 * The way to the servers of authorities. Blocks, for a bounded time; follows no redirect. Safe for
 * use by many threads.
 */
public interface AuthorityFetch {
  /**
   * The body of an answer with status 200.
   *
   * @param largest body in octets
   * @throws IOException where the server may not be asked, or does not answer so in time and size
   */
  byte[] get(URI uri, int largest) throws IOException;

  /**
   * The same after sending something.
   *
   * @param type of what is sent, a media type
   * @throws IOException as {@link #get}
   */
  byte[] post(URI uri, String type, byte[] body, int largest) throws IOException;
}
