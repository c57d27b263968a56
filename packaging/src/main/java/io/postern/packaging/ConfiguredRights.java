package io.postern.packaging;

import io.postern.config.settings.UpstreamSettings;
import io.postern.config.settings.UpstreamSettings.Account;
import io.postern.core.model.DomainName;
import io.postern.outbound.dkim.SenderRights;
import java.util.List;

/**
 * What upstreams may send for by their {@code sender_domains}. Which account of an upstream sent a
 * message is not known any more when it leaves, so only what each of them may counts.
 */
record ConfiguredRights(List<UpstreamSettings> upstreams) implements SenderRights {
  ConfiguredRights {
    upstreams = List.copyOf(upstreams);
  }

  @Override
  public boolean maySendFor(String upstream, String domain) {
    return upstreams.stream()
        .filter(u -> u.name().equals(upstream))
        .anyMatch(u -> mayAll(u, domain));
  }

  private static boolean mayAll(UpstreamSettings upstream, String domain) {
    return upstream.accounts().isEmpty()
        ? allows(upstream.senderDomains(), domain)
        : upstream.accounts().stream().allMatch(a -> allows(domains(a, upstream), domain));
  }

  private static List<String> domains(Account account, UpstreamSettings upstream) {
    return account.senderDomains().isEmpty() ? upstream.senderDomains() : account.senderDomains();
  }

  /** None means any. */
  private static boolean allows(List<String> domains, String domain) {
    return domains.isEmpty()
        || domains.stream().flatMap(d -> DomainName.toAscii(d).stream()).anyMatch(domain::equals);
  }
}
