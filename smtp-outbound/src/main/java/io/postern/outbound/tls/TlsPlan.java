package io.postern.outbound.tls;

import io.postern.core.model.TlsVersion;
import java.util.List;
import java.util.Optional;

/**
 * What one host must prove for one message: what the message needs, what the receiver's domain asks
 * for and what the administrator set, added up. Equal plans may share a connection.
 *
 * @param checks all of them have to be passed for the session to be verified; none are ever where
 *     nothing can verify the host
 * @param minimum the oldest version where TLS is a must
 * @param serverName for SNI; empty where the host has no name
 * @param requireTls whether the host must offer REQUIRETLS (RFC 8689)
 * @param published what sessions are reported under, whatever the rest says; nothing is reported
 *     where it is empty
 */
public record TlsPlan(
    Need need,
    List<Check> checks,
    TlsVersion minimum,
    Optional<String> serverName,
    boolean requireTls,
    List<Published> published) {
  /** How much of that is a must. */
  public enum Need {
    /** TLS where it can be had, verified or not; else plain text. */
    MAY,
    /** TLS, whoever answers. */
    ENCRYPT,
    /** A verified session, or nothing is sent. */
    VERIFY
  }

  public TlsPlan {
    checks = List.copyOf(checks);
    published = List.copyOf(published);
    if (need == Need.VERIFY && checks.isEmpty()) {
      throw new IllegalArgumentException("nothing is verified without a check");
    }
  }

  /** A plan whose sessions are nobody's business. */
  public TlsPlan(
      Need need,
      List<Check> checks,
      TlsVersion minimum,
      Optional<String> serverName,
      boolean requireTls) {
    this(need, checks, minimum, serverName, requireTls, List.of());
  }

  /** Whether a session that fulfils this plan is enough for a message. */
  public boolean meets(TlsDemand demand) {
    return switch (demand) {
      case TlsDemand.Opportunistic _ -> true;
      case TlsDemand.Verified verified ->
          need == Need.VERIFY
              && minimum.compareTo(verified.minimum()) >= 0
              && checks.stream().anyMatch(c -> proves(c, verified));
    };
  }

  private static boolean proves(Check check, TlsDemand.Verified demand) {
    return switch (demand.floor()) {
      case VERIFIED -> true;
      case DANE -> check instanceof Check.Dane;
      case MTA_STS -> check instanceof Check.MtaSts;
      case PKIX -> check instanceof Check.Pkix || check instanceof Check.MtaSts;
      case PINNED -> check instanceof Check.Pinned p && demand.pins().containsAll(p.digests());
    };
  }
}
