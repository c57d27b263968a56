package io.postern.packaging;

import io.postern.config.settings.DiscoverySettings;
import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.config.settings.Settings;
import io.postern.core.port.Meters;
import io.postern.outbound.discover.Discovery;
import io.postern.outbound.discover.HarvestedSource;
import io.postern.outbound.discover.KeySource;
import io.postern.outbound.discover.LdapCertificates;
import io.postern.outbound.discover.OpenPgpKeyRecords;
import io.postern.outbound.discover.SmimeaRecords;
import io.postern.outbound.discover.VerifyingKeyServer;
import io.postern.outbound.discover.WebKeyDirectory;
import java.time.InstantSource;

/** Where recipients' keys are looked for, as configured. */
public final class KeySources {
  private KeySources() {}

  /** The search for keys as deliveries use it. */
  public static Discovery discovery(
      Settings settings, Outbound outbound, Stores stores, Meters meters, InstantSource clock) {
    DiscoverySettings discovery = settings.keys().discovery();
    return new Discovery(
        discovery,
        discovery.sources().stream().map(s -> source(s, discovery, outbound, stores)).toList(),
        stores.keys().discovered(),
        meters,
        clock);
  }

  private static KeySource source(
      Source source, DiscoverySettings settings, Outbound outbound, Stores stores) {
    return switch (source) {
      case HARVESTED -> HarvestedSource.ofSignatures(stores.harvested());
      case AUTOCRYPT -> HarvestedSource.ofAutocrypt(stores.harvested());
      case LDAP -> new LdapCertificates(settings.ldap(), outbound.clientTls());
      case SMIMEA -> new SmimeaRecords(outbound.dns());
      case WKD -> new WebKeyDirectory(outbound.dns(), outbound.web());
      case VKS -> new VerifyingKeyServer(settings.vks(), outbound.web());
      case OPENPGPKEY -> new OpenPgpKeyRecords(outbound.dns());
    };
  }
}
