package io.postern.config.settings;

import io.postern.config.settings.DestinationSettings.Level;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold for {@code outbound.destinations}, for what its levels rest on, for {@code
 * outbound.sources}, and for the recipients in {@code encryption.smime}.
 */
final class DestinationRules {
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,254}$)\\.?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+"
              + "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  /** A domain, or an address in one. */
  private static final Pattern RECIPIENT =
      Pattern.compile("([^@\\s]{1,64}@(?!\\.))?" + DOMAIN.pattern());

  /** SHA-256 in hex, of a certificate, or in base64, of a public key. */
  private static final Pattern PIN = Pattern.compile("[0-9a-fA-F]{64}|[A-Za-z0-9+/]{43}=");

  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+");

  private static final Set<String> WORDS = Set.of("nexthop", "dot-nexthop");
  private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

  /** Takes a complaint where something does not hold. */
  interface Complaints {
    void require(boolean holds, String path, String message);
  }

  private final Settings settings;
  private final Complaints complaints;

  DestinationRules(Settings settings, Complaints complaints) {
    this.settings = settings;
    this.complaints = complaints;
  }

  void check() {
    checkResolvers();
    checkSources();
    checkPins();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < settings.outbound().destinations().size(); i++) {
      check("outbound.destinations[" + i + "]", settings.outbound().destinations().get(i), seen);
    }
  }

  private void checkPins() {
    for (int i = 0; i < settings.encryption().smime().size(); i++) {
      List<String> to = settings.encryption().smime().get(i).to();
      each("encryption.smime[" + i + "].to", to, RECIPIENT, "neither an address nor a domain");
    }
    each(
        "encryption.decryption.recipients",
        settings.encryption().decryption().recipients(),
        RECIPIENT,
        "neither an address nor a domain");
  }

  private void checkSources() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < settings.outbound().sources().size(); i++) {
      SourceSettings source = settings.outbound().sources().get(i);
      String path = "outbound.sources[" + i + "]";
      complaints.require(!source.name().isBlank(), path + ".name", "must not be empty");
      complaints.require(names.add(source.name()), path + ".name", "another source has this name");
      complaints.require(
          !source.addresses().isEmpty(), path + ".addresses", "one or more addresses are needed");
      checkAddresses(path + ".addresses", source.addresses());
      complaints.require(
          DOMAIN.matcher(source.helo()).matches() && !source.helo().startsWith("."),
          path + ".helo",
          "not a host name");
      each(path + ".sender_domains", source.senderDomains(), DOMAIN, "not a domain");
      checkUpstreams(path + ".upstreams", source.upstreams());
    }
  }

  private void checkAddresses(String path, List<String> addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      complaints.require(
          isAddress(addresses.get(i)), path + "[" + i + "]", "not an IPv4 or IPv6 address");
    }
  }

  /** The form first: a literal may also be a number, or name an interface. */
  private static boolean isAddress(String text) {
    try {
      return ADDRESS.matcher(text).matches() && !InetAddress.ofLiteral(text).isAnyLocalAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void checkUpstreams(String path, List<String> names) {
    Set<String> known =
        settings.upstreams().stream().map(UpstreamSettings::name).collect(Collectors.toSet());
    for (int i = 0; i < names.size(); i++) {
      complaints.require(
          known.contains(names.get(i)), path + "[" + i + "]", "no upstream has this name");
    }
  }

  /** RFC 4035 4.9.3: over a network that others share the AD bit is anybody's word. */
  private void checkResolvers() {
    for (int i = 0; i < settings.dns().resolvers().size(); i++) {
      boolean local =
          settings.dns().dnssec() != DnsSettings.Dnssec.TRUST_AD
              || settings.dns().resolvers().get(i).host().matches("127\\..*|::1");
      complaints.require(
          local,
          "dns.resolvers[" + i + "]",
          "with dnssec: trust_ad a resolver must be on loopback; else use dnssec: validate");
    }
  }

  private void check(String path, DestinationSettings entry, Set<String> seen) {
    for (String domain : entry.domain()) {
      complaints.require(
          DOMAIN.matcher(domain).matches(),
          path + ".domain",
          "'" + domain + "' is not a domain, as in example.org or .example.org");
      complaints.require(
          seen.add(domain), path + ".domain", "an entry before is for " + domain + " already");
    }
    complaints.require(
        VERSIONS.contains(entry.minimum()), path + ".minimum", "must be TLSv1.2 or TLSv1.3");
    if (entry.level().isPresent()) {
      checkMatch(path + ".match", entry.level().get(), entry.match());
      checkLevel(path + ".level", entry.level().get());
    } else {
      checkWithoutLevel(path, entry);
    }
  }

  /** An entry for the traffic alone; one that says nothing at all is a mistake. */
  private void checkWithoutLevel(String path, DestinationSettings entry) {
    boolean tls = !entry.match().isEmpty() || !entry.minimum().equals("TLSv1.2");
    complaints.require(!tls, path, "match and minimum need a level");
    boolean traffic =
        Stream.of(
                entry.concurrency(),
                entry.rate(),
                entry.recipients(),
                entry.messagesPerConnection())
            .anyMatch(Optional::isPresent);
    complaints.require(
        tls || traffic,
        path,
        "needs one of level, concurrency, rate, recipients, messages_per_connection");
  }

  private void checkMatch(String path, Level level, List<String> match) {
    switch (level) {
      case FINGERPRINT -> {
        complaints.require(!match.isEmpty(), path, "level fingerprint needs one or more digests");
        each(
            path,
            match,
            PIN,
            "not a SHA-256 digest: 64 hex digits of a certificate, or base64 of a public key");
      }
      case SECURE ->
          each(
              path,
              match.stream().map(m -> WORDS.contains(m) ? "nexthop.example" : m).toList(),
              DOMAIN,
              "not a host name, .example.net, nexthop or dot-nexthop");
      case MAY, ENCRYPT, MTA_STS, DANE, DANE_ONLY ->
          complaints.require(match.isEmpty(), path, "belongs to the levels fingerprint and secure");
    }
  }

  private void each(String path, List<String> match, Pattern form, String otherwise) {
    for (int i = 0; i < match.size(); i++) {
      complaints.require(form.matcher(match.get(i)).matches(), path + "[" + i + "]", otherwise);
    }
  }

  private void checkLevel(String path, Level level) {
    switch (level) {
      case DANE, DANE_ONLY ->
          complaints.require(
              settings.dns().dnssec() != DnsSettings.Dnssec.OFF,
              path,
              "needs dns.dnssec: validate or trust_ad");
      case MTA_STS ->
          complaints.require(settings.outbound().mtaSts(), path, "needs outbound.mta_sts: true");
      case MAY, ENCRYPT, FINGERPRINT, SECURE -> {}
    }
  }
}
