package io.postern.inbound.upstream;

import io.postern.core.wire.DnsId;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.TrustedAuthorities;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is known of a client before it says anything. For the session's thread. */
public final class Link {
  private static final Set<String> MODERN = Set.of("TLSv1.2", "TLSv1.3");

  /** What may be written down of a name that the client chose. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.*_-]{1,253}");

  private final InetAddress address;
  private final Optional<String> tls;
  private final PeerCertificate certificate;
  private final TrustedAuthorities authorities;
  private final InstantSource clock;
  private PeerCertificate.@Nullable PathVerdict verdict;

  /**
   * @param tls the protocol, as in {@code TLSv1.3}; empty without TLS
   * @param authorities who may vouch for the certificate
   */
  public Link(
      InetAddress address,
      Optional<String> tls,
      PeerCertificate certificate,
      TrustedAuthorities authorities,
      InstantSource clock) {
    this.address = address;
    this.tls = tls;
    this.certificate = certificate;
    this.authorities = authorities;
    this.clock = clock;
  }

  InetAddress address() {
    return address;
  }

  /** As text, without the zone that a link-local one has. */
  String client() {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** TLS 1.2 or later. */
  boolean isSecure() {
    return tls.filter(MODERN::contains).isPresent();
  }

  String protocol() {
    return tls.orElse("clear text");
  }

  /** Of the client's public key, in lower-case hex. */
  Optional<String> keyDigest() {
    return certificate instanceof PeerCertificate.Presented shown
        ? Optional.of(shown.spkiSha256())
        : Optional.empty();
  }

  /** True where a trusted certificate with one of the names was shown. */
  boolean isProved(List<String> names) {
    return certificate instanceof PeerCertificate.Presented shown
        && verdict(shown) instanceof PeerCertificate.PathVerdict.Trusted
        && names.stream().anyMatch(n -> isNamed(shown, n));
  }

  private static boolean isNamed(PeerCertificate.Presented shown, String name) {
    String reference = name.toLowerCase(Locale.ROOT);
    return shown.dnsNames().stream().anyMatch(n -> DnsId.matches(n, reference));
  }

  /** What was shown and whether it is trusted, for people; holds nothing that could be markup. */
  public Optional<String> describeCertificate() {
    return switch (certificate) {
      case PeerCertificate.None() -> Optional.empty();
      case PeerCertificate.Unreadable unreadable -> Optional.of("unreadable");
      case PeerCertificate.Presented shown ->
          Optional.of(
              shown.dnsNames().stream()
                      .filter(n -> PLAIN.matcher(n).matches())
                      .findFirst()
                      .orElse("without a name")
                  + (verdict(shown) instanceof PeerCertificate.PathVerdict.Trusted
                      ? " trusted"
                      : " not trusted"));
    };
  }

  /** Asked once: it costs a millisecond. */
  private PeerCertificate.PathVerdict verdict(PeerCertificate.Presented shown) {
    PeerCertificate.PathVerdict known = verdict;
    if (known == null) {
      known = shown.verdict(authorities, clock.instant());
      verdict = known;
    }
    return known;
  }
}
