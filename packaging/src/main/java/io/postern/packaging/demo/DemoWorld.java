package io.postern.packaging.demo;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that surrounds the gateway: authority, names, receiving servers and the recipients'
 * keys. Closing it closes every server.
 */
public final class DemoWorld implements AutoCloseable {
  private final DemoAuthority authority;
  private final DemoReceivers receivers;
  private final DemoDns dns;
  private final DemoKeys keys;

  private DemoWorld(DemoAuthority authority, DemoReceivers receivers, DemoDns dns, DemoKeys keys) {
    this.authority = authority;
    this.receivers = receivers;
    this.dns = dns;
    this.keys = keys;
  }

  /**
   * Starts it.
   *
   * @param messages whose recipients shall have keys where their domain has such
   * @throws IOException where no port is free
   */
  public static DemoWorld start(InstantSource clock, List<DemoMessage> messages)
      throws IOException {
    DemoAuthority authority = DemoAuthority.create(clock);
    DemoReceivers receivers =
        DemoReceivers.start(
            Stream.of(DemoDomain.values())
                .map(d -> new DemoReceivers.Host(d.domain(), d.identity(authority)))
                .toList());
    try {
      DemoDns dns = DemoDns.start(receivers.zones());
      return new DemoWorld(authority, receivers, dns, DemoKeys.make(authority, messages));
    } catch (IOException e) {
      receivers.close();
      throw e;
    }
  }

  /** Who signs everything here. */
  public DemoAuthority authority() {
    return authority;
  }

  /** The receiving servers. */
  public DemoReceivers receivers() {
    return receivers;
  }

  /** The name server. */
  public DemoDns dns() {
    return dns;
  }

  /** The recipients' keys. */
  public DemoKeys keys() {
    return keys;
  }

  @Override
  public void close() {
    dns.close();
    receivers.close();
  }
}
