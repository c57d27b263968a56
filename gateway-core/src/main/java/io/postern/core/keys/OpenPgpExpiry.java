package io.postern.core.keys;

import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;

/**
 * When an OpenPGP certificate cannot be used any more: when its primary key ends, or before that
 * the last of the components that its use needs.
 *
 * <p>Standards: RFC 9580 5.2.3.13 (key expiration time).
 */
final class OpenPgpExpiry {
  private OpenPgpExpiry() {}

  /** Empty where it never ends. */
  static Optional<Instant> of(OpenPGPCertificate certificate, KeyPurpose purpose, Instant now) {
    Date at = Date.from(now);
    Optional<Instant> whole = instant(certificate.getExpirationTime(at));
    Optional<Instant> component = last(components(certificate, purpose, at), at);
    return Stream.of(whole, component).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  private static List<OpenPGPComponentKey> components(
      OpenPGPCertificate certificate, KeyPurpose purpose, Date at) {
    return switch (purpose) {
      case ENCRYPT, DECRYPT -> usableOrEnded(certificate, at);
      case SIGN -> certificate.getSigningKeys(at);
      case AUTHORITY -> List.of();
    };
  }

  /** Where none can be used any more, those that could. */
  private static List<OpenPGPComponentKey> usableOrEnded(OpenPGPCertificate certificate, Date at) {
    List<OpenPGPComponentKey> usable = OpenPgpGate.encryptionKeys(certificate, at).toList();
    return usable.isEmpty() ? OpenPgpGate.endedEncryptionKeys(certificate, at) : usable;
  }

  /** One that never ends is the last. */
  private static Optional<Instant> last(List<OpenPGPComponentKey> components, Date at) {
    List<Optional<Instant>> ends =
        components.stream().map(key -> instant(key.getKeyExpirationDateAt(at))).toList();
    return ends.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : ends.stream().flatMap(Optional::stream).max(Comparator.naturalOrder());
  }

  private static Optional<Instant> instant(@org.jspecify.annotations.Nullable Date date) {
    return Optional.ofNullable(date).map(Date::toInstant);
  }
}
