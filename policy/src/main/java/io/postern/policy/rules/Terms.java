package io.postern.policy.rules;

import io.postern.core.model.PortalProof;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import io.postern.policy.language.ArchiveSpec;
import io.postern.policy.language.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a rule or a level says of how a message travels; empty is left to others. */
record Terms(
    Optional<List<Method>> protect,
    Optional<Floor> floor,
    Optional<TlsVersion> minimum,
    Optional<Duration> expiry,
    Optional<PortalProof> proof,
    Optional<Boolean> reply,
    Optional<List<String>> stripTags,
    Optional<String> outsideSubject,
    Optional<Map<String, String>> fields,
    Optional<String> banner,
    Optional<ArchiveSpec> archive,
    Optional<String> senderNotice) {

  /**
   * The proof that a TLS session must give.
   *
   * @param pins for the floor PINNED, which is no floor without them
   */
  record Floor(TlsFloor kind, List<String> pins) {
    Floor {
      pins = List.copyOf(pins);
    }
  }
}
