package io.postern.inbound.upstream;

import io.postern.config.settings.UpstreamSettings;
import io.postern.config.settings.UpstreamSettings.DkimDemand;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import java.util.List;
import java.util.Optional;

/**
 * Google Workspace through a route. Google names no customer in any header and lets every customer
 * route mail here, so that the customer is proved by a secret that its rule adds and by Google's
 * DKIM signature for its domain.
 */
record GoogleRules(
    UpstreamSettings.Google settings,
    SenderDomains domains,
    HeaderSecrets secrets,
    ProviderRanges ranges)
    implements UpstreamRules {
  static GoogleRules of(
      UpstreamSettings.Google settings, HeaderSecrets secrets, ProviderRanges ranges) {
    return new GoogleRules(settings, SenderDomains.of(settings.senderDomains()), secrets, ranges);
  }

  @Override
  public Upstream.Kind kind() {
    return Upstream.Kind.GOOGLE;
  }

  @Override
  public boolean isCandidate(Link link) {
    return settings.networks().isEmpty()
        ? ranges.contains(link.address())
        : settings.networks().stream().anyMatch(n -> n.contains(link.address()));
  }

  @Override
  public boolean demandsTls() {
    return true;
  }

  @Override
  public boolean isProvedByContent() {
    return true;
  }

  @Override
  public boolean allows(ReversePath from) {
    return domains.allow(from);
  }

  @Override
  public List<Finding> examine(Claim claim) {
    return List.of(
        MessageChecks.address(claim.link()),
        MessageChecks.tls(claim.link()),
        MessageChecks.certificate(
            claim.link(), settings.clientCertificate(), settings.certificateNames()),
        MessageChecks.secret(claim.header(), secrets),
        MessageChecks.mailFrom(claim.from(), allows(claim.from())),
        MessageChecks.from(claim.header(), domains));
  }

  @Override
  public Optional<SigningDomains> signers() {
    return settings.dkim() == DkimDemand.REQUIRED
        ? Optional.of(SigningDomains.ofGoogle(domains))
        : Optional.empty();
  }
}
