package io.postern.core.model;

/**
 * What a host answered.
 *
 * @param host its name, address and port as in {@code mx.example.org[192.0.2.1]:25}; {@code
 *     "postern"} where we did not get as far as a remote answer
 */
public record HostReply(String host, Reply reply) {
  /** A condition that we found ourselves: DNS, connection, TLS, expiry. */
  public static HostReply own(int code, String enhanced, String text) {
    return new HostReply("postern", Reply.of(code, enhanced, text));
  }

  @Override
  public String toString() {
    return host + ": " + reply;
  }
}
