package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.config.Range;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What TLS must be like on the way to certain domains, in the words of Postfix's TLS policy table,
 * and how much may go there. The TLS is the least for all mail; mail that needs more gets more.
 */
public record DestinationSettings(
    @Doc(
            value = "Recipients' domains; .example.org is every domain below example.org.",
            example = "clinic.example")
        @OneOrMore
        List<String> domain,
    @Doc(
            value =
                "may: TLS where it is offered; encrypt: TLS, whoever answers; fingerprint: a certificate"
                    + " or key listed in match; secure: a trusted certificate for the domain or a name"
                    + " in match; mta-sts: a host and certificate that the domain's enforced policy"
                    + " accepts; dane: by TLSA records where there are some; dane-only: by TLSA records.",
            example = "secure")
        Optional<Level> level,
    @Doc(
            value =
                "For fingerprint, SHA-256 of a certificate in hex or of its public key in base64. For"
                    + " secure, host names, .example.net for all one label below, nexthop, dot-nexthop;"
                    + " without it nexthop and dot-nexthop.",
            example = "mx.partner.example")
        @Default("[]")
        List<String> match,
    @Doc("The oldest version that will do where TLS is a must: TLSv1.2 or TLSv1.3.")
        @Default("TLSv1.2")
        String minimum,
    @Doc(
            value = "Deliveries at once at most, instead of outbound.connections_per_host.",
            example = "5")
        @Range(min = "1", max = "1000")
        Optional<Integer> concurrency,
    @Doc(value = "Deliveries in a minute at most.", example = "60")
        @Range(min = "1", max = "600000")
        Optional<Integer> rate,
    @Doc(
            value = "Recipients in one transaction, instead of outbound.traffic.recipients.",
            example = "20")
        @Range(min = "1", max = "1000")
        Optional<Integer> recipients,
    @Doc(value = "Messages over one connection at most, besides outbound.reuse.", example = "20")
        @Range(min = "1", max = "100000")
        Optional<Integer> messagesPerConnection) {
  /** The level; without one whatever the receiver publishes counts. */
  public Level demanded() {
    return level.orElse(Level.DANE);
  }

  /** Whether it is for a domain in A-labels. */
  public boolean covers(String host) {
    return domain.stream().anyMatch(pattern -> covers(pattern.toLowerCase(Locale.ROOT), host));
  }

  private static boolean covers(String pattern, String host) {
    return pattern.startsWith(".") ? host.endsWith(pattern) : host.equals(pattern);
  }

  /** The levels, as Postfix names them. */
  public enum Level {
    MAY,
    ENCRYPT,
    FINGERPRINT,
    SECURE,
    MTA_STS,
    DANE,
    DANE_ONLY
  }
}
