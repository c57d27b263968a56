package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.core.port.Meters;
import io.postern.core.port.StsPolicies;
import io.postern.core.port.TxtLookup;
import io.postern.core.tlsrpt.SessionWatch;
import io.postern.outbound.discover.Discovery;
import io.postern.outbound.probe.Probe;
import io.postern.outbound.sts.FleetingPolicies;
import io.postern.packaging.KeySources;
import io.postern.packaging.Outbound;
import io.postern.packaging.Stores;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;

/** The network as the gateway's deliveries would meet it. */
final class Network {
  private Network() {}

  /**
   * The DNS as the gateway asks it.
   *
   * @throws Refused where a file of trust anchors cannot be used
   */
  static TxtLookup dns(Settings settings) {
    try {
      return Outbound.resolver(settings, InstantSource.system());
    } catch (IOException e) {
      throw new Refused("the DNS cannot be asked: " + e.getMessage(), e);
    }
  }

  /**
   * The search for recipients' keys as the gateway makes it.
   *
   * @throws Refused where a file of certificates or keys cannot be used
   */
  static Discovery discovery(Settings settings, Stores stores) {
    InstantSource clock = InstantSource.system();
    try {
      Outbound outbound = Outbound.of(settings, stores.policies(), SessionWatch.NONE, clock);
      return KeySources.discovery(settings, outbound, stores, Meters.NONE, clock);
    } catch (IOException | GeneralSecurityException e) {
      throw new Refused("the network cannot be looked at: " + e.getMessage(), e);
    }
  }

  /**
   * Looks with the MTA-STS policies that bind the gateway already, where there is a store.
   *
   * @throws Refused where a file of certificates or keys cannot be used
   */
  static Probe probe(Settings settings, Optional<Stores> stores) {
    StsPolicies policies = stores.map(Stores::policies).orElseGet(FleetingPolicies::new);
    try {
      return Outbound.of(settings, policies, SessionWatch.NONE, InstantSource.system()).probe();
    } catch (IOException | GeneralSecurityException e) {
      throw new Refused("the network cannot be looked at: " + e.getMessage(), e);
    }
  }
}
