package io.postern.packaging;

import io.postern.config.settings.DiscoverySettings;
import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.config.settings.Settings;
import io.postern.core.port.Meters;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.discover.Discovery;
import io.postern.outbound.discover.KeySource;
import io.postern.outbound.discover.LdapCertificates;
import io.postern.outbound.discover.LdapTls;
import io.postern.outbound.discover.OpenPgpKeyRecords;
import io.postern.outbound.discover.SmimeaRecords;
import io.postern.outbound.discover.VerifyingKeyServer;
import io.postern.outbound.discover.WebKeyDirectory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Where recipients' keys are looked for, as configured. */
public final class KeySources {
  private KeySources() {}

  /**
   * The search for keys as deliveries use it.
   *
   * @throws IOException where a file of trusted authorities cannot be read
   */
  public static Discovery discovery(
      Settings settings, Outbound outbound, Stores stores, Meters meters, InstantSource clock)
      throws IOException {
    List<KeySource> sources = new ArrayList<>();
    for (Source source : settings.keys().discovery().sources()) {
      sources.add(source(source, settings, outbound));
    }
    return new Discovery(
        settings.keys().discovery(), sources, stores.keys().discovered(), meters, clock);
  }

  private static KeySource source(Source source, Settings settings, Outbound outbound)
      throws IOException {
    DiscoverySettings discovery = settings.keys().discovery();
    return switch (source) {
      case LDAP -> new LdapCertificates(discovery.ldap(), ldapTls(settings.outbound()));
      case SMIMEA -> new SmimeaRecords(outbound.dns());
      case WKD -> new WebKeyDirectory(outbound.dns(), outbound.web());
      case VKS -> new VerifyingKeyServer(discovery.vks(), outbound.web());
      case OPENPGPKEY -> new OpenPgpKeyRecords(outbound.dns());
    };
  }

  /** A directory is a server like others, whoever may vouch for mail hosts. */
  private static LdapTls ldapTls(Settings.Outbound outbound) throws IOException {
    return new LdapTls(TrustedAuthorities.load(outbound.trustedAuthorities(), true));
  }
}
