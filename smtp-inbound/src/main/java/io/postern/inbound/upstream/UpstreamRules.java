package io.postern.inbound.upstream;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import java.util.List;
import java.util.Optional;

/** What one upstream demands. Safe for use by many threads. */
sealed interface UpstreamRules
    permits ApplicationRules, GoogleRules, Microsoft365Rules, NetworkRules {
  UpstreamSettings settings();

  Upstream.Kind kind();

  /** Whether it may be this client, by address and, where that is its only proof, by key. */
  boolean isCandidate(Link link);

  /** Whether clear text is refused, whatever the listener says. */
  boolean demandsTls();

  /** Whether the header of each message is what proves it: until then it may be anybody. */
  boolean isProvedByContent();

  boolean allows(ReversePath from);

  /** What its checks say of a message whose header is whole, in the order of their weight. */
  List<Finding> examine(Claim claim);

  /** The domains of which one must have signed the message. */
  Optional<SigningDomains> signers();

  default String name() {
    return settings().name();
  }
}
