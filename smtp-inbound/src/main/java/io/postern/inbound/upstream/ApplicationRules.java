package io.postern.inbound.upstream;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import java.util.List;
import java.util.Optional;

/** A program that has proved one of its accounts. */
record ApplicationRules(UpstreamSettings settings, SenderDomains domains) implements UpstreamRules {
  static ApplicationRules of(UpstreamSettings settings) {
    return new ApplicationRules(settings, SenderDomains.of(settings.senderDomains()));
  }

  @Override
  public Upstream.Kind kind() {
    return Upstream.Kind.ACCOUNT;
  }

  @Override
  public boolean isCandidate(Link link) {
    return settings.networks().isEmpty()
        || settings.networks().stream().anyMatch(n -> n.contains(link.address()));
  }

  @Override
  public boolean demandsTls() {
    return true;
  }

  @Override
  public boolean isProvedByContent() {
    return false;
  }

  @Override
  public boolean allows(ReversePath from) {
    return settings.senderDomains().isEmpty() || domains.allow(from);
  }

  @Override
  public List<Finding> examine(Claim claim) {
    return List.of(MessageChecks.mailFrom(claim.from(), allows(claim.from())));
  }

  @Override
  public Optional<SigningDomains> signers() {
    return Optional.empty();
  }
}
