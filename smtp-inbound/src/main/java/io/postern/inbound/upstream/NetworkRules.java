package io.postern.inbound.upstream;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A relay of our own, by its address and by the second factors that it was given. */
record NetworkRules(
    UpstreamSettings.Network settings,
    SenderDomains domains,
    Optional<HeaderSecrets> secrets,
    Set<String> keys)
    implements UpstreamRules {
  static NetworkRules of(UpstreamSettings.Network settings, Optional<HeaderSecrets> secrets) {
    return new NetworkRules(
        settings,
        SenderDomains.of(settings.senderDomains()),
        secrets,
        settings.clientKeys().stream()
            .map(k -> HexFormat.of().formatHex(Base64.getDecoder().decode(k)))
            .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public Upstream.Kind kind() {
    return Upstream.Kind.NETWORK;
  }

  @Override
  public boolean isCandidate(Link link) {
    return settings.networks().stream().anyMatch(n -> n.contains(link.address()));
  }

  /** Its key is shown within TLS alone. */
  @Override
  public boolean demandsTls() {
    return !keys.isEmpty();
  }

  @Override
  public boolean isProvedByContent() {
    return secrets.isPresent();
  }

  @Override
  public boolean allows(ReversePath from) {
    return settings.senderDomains().isEmpty() || domains.allow(from);
  }

  @Override
  public List<Finding> examine(Claim claim) {
    List<Finding> all = new ArrayList<>(4);
    all.add(MessageChecks.address(claim.link()));
    if (!keys.isEmpty()) {
      all.add(key(claim.link()));
    }
    secrets.ifPresent(s -> all.add(MessageChecks.secret(claim.header(), s)));
    all.add(MessageChecks.mailFrom(claim.from(), allows(claim.from())));
    return all;
  }

  private Finding key(Link link) {
    boolean known = link.keyDigest().filter(keys::contains).isPresent();
    String seen = link.keyDigest().map(d -> "key seen: " + d).orElse("none was shown");
    return Finding.of(known, "client-key", RefusalCode.CLIENT_KEY, seen);
  }

  @Override
  public Optional<SigningDomains> signers() {
    return Optional.empty();
  }
}
