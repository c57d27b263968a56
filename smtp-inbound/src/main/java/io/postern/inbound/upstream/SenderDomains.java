package io.postern.inbound.upstream;

import io.postern.core.model.DomainName;
import io.postern.core.model.ReversePath;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Domains that an upstream may use; a subdomain is another domain. Immutable. */
record SenderDomains(Set<String> names) {
  /** In A-labels and lower case. */
  static SenderDomains of(List<String> names) {
    return new SenderDomains(
        names.stream()
            .flatMap(n -> DomainName.toAscii(n).stream())
            .collect(Collectors.toUnmodifiableSet()));
  }

  boolean contains(String domain) {
    return DomainName.toAscii(domain).filter(names::contains).isPresent();
  }

  /** True also for the null path, which bounces use (RFC 5321 6.1). */
  boolean allow(ReversePath from) {
    return switch (from) {
      case ReversePath.Null() -> true;
      case ReversePath.From(var mailbox) -> contains(mailbox.domain());
    };
  }
}
