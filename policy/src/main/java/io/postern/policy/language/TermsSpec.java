package io.postern.policy.language;

import io.postern.config.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a rule and a level can both say of how a message travels. */
public sealed interface TermsSpec permits RuleSpec, LevelSpec {
  /** Where it stands. */
  Written written();

  Optional<TlsSpec> tls();

  Optional<PortalSpec> portal();

  Optional<List<String>> stripTag();

  Optional<String> outsideSubject();

  Optional<Map<String, String>> addHeader();

  Optional<String> banner();

  Optional<ArchiveSpec> archive();

  Optional<String> notifySender();
}
