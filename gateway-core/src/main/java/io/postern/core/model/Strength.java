package io.postern.core.model;

import java.util.List;

/**
 * Which protection is at least as good as another, by who can read the message on its way: with
 * none, everybody on it; in the portal, whoever takes over the recipient's mailbox or the mail to
 * it; with verified TLS, the receiving host; with S/MIME and OpenPGP, nobody.
 */
public final class Strength {
  private Strength() {}

  private enum Rank {
    NONE,
    PORTAL,
    SESSION,
    MESSAGE
  }

  /**
   * Whether the first protects at least as well as the second. Two that cannot be compared do not
   * stand in for each other.
   */
  public static boolean atLeast(Protection one, Protection other) {
    return switch (one) {
      case Protection.VerifiedTls t when other instanceof Protection.VerifiedTls o -> covers(t, o);
      case Protection.PortalPickup p when other instanceof Protection.PortalPickup o ->
          p.proof().compareTo(o.proof()) >= 0;
      case Protection.OpportunisticTls o -> other instanceof Protection.OpportunisticTls;
      case Protection.ReturnToUpstream r -> other instanceof Protection.ReturnToUpstream;
      case Protection.VerifiedTls t -> rank(t).compareTo(rank(other)) >= 0;
      case Protection.PortalPickup p -> rank(p).compareTo(rank(other)) >= 0;
      case Protection.Smime s -> true;
      case Protection.OpenPgp o -> true;
    };
  }

  /** Whether it protects at least as well as the weakest of these. */
  public static boolean atLeastOne(Protection one, List<Protection> others) {
    return others.stream().anyMatch(o -> atLeast(one, o));
  }

  /** Whether it protects at all, whatever policy says of it. */
  public static boolean protects(Protection protection) {
    return rank(protection) != Rank.NONE;
  }

  private static boolean covers(Protection.VerifiedTls one, Protection.VerifiedTls other) {
    boolean floor = other.floor() == TlsFloor.VERIFIED || one.floor() == other.floor();
    boolean pins = other.pins().isEmpty() || other.pins().containsAll(one.pins());
    return floor && pins && one.minimum().compareTo(other.minimum()) >= 0;
  }

  private static Rank rank(Protection protection) {
    return switch (protection) {
      case Protection.OpportunisticTls o -> Rank.NONE;
      case Protection.ReturnToUpstream r -> Rank.NONE;
      case Protection.PortalPickup p -> Rank.PORTAL;
      case Protection.VerifiedTls t -> Rank.SESSION;
      case Protection.Smime s -> Rank.MESSAGE;
      case Protection.OpenPgp o -> Rank.MESSAGE;
    };
  }
}
