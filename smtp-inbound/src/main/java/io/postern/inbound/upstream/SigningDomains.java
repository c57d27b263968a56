package io.postern.inbound.upstream;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whose DKIM signature counts. */
@FunctionalInterface
interface SigningDomains {
  /**
   * @param domain of the tag {@code d=}
   */
  boolean contains(String domain);

  /** One of the domains itself. */
  static SigningDomains of(SenderDomains domains) {
    return domains::contains;
  }

  /**
   * One of the domains, or the name under which Google signs for those that have no key of their
   * own: dashes for dots, then the date of the key.
   */
  static SigningDomains ofGoogle(SenderDomains domains) {
    List<Pattern> aliases =
        domains.names().stream()
            .map(d -> Pattern.quote(d.replace('.', '-')) + "\\.[0-9]{8}\\.gappssmtp\\.com")
            .map(Pattern::compile)
            .toList();
    return domain ->
        domains.contains(domain)
            || aliases.stream().anyMatch(a -> a.matcher(domain.toLowerCase(Locale.ROOT)).matches());
  }
}
