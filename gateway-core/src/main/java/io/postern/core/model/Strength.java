package io.postern.core.model;

import java.util.List;

/**
 * Which protection is at least as good as another, by who can read the message on its way: with
 * none, everybody on it; in the portal, whoever takes over the recipient's mailbox or the mail to
 * it; with verified TLS, the receiving host; with S/MIME and OpenPGP, nobody. Portal and verified
 * TLS fail in different ways, so that neither is the better one.
 */
public final class Strength {
  private Strength() {}

  private enum Rank {
    NONE,
    ON_THE_WAY,
    END_TO_END
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
      case Protection.VerifiedTls t -> rank(other) == Rank.NONE;
      case Protection.PortalPickup p -> rank(other) == Rank.NONE;
      case Protection.Smime s -> true;
      case Protection.OpenPgp o -> true;
    };
  }

  /**
   * Those that are left where the sender requires TLS: nothing but a verified session will do.
   *
   * <p>Standards: RFC 8689 4.2.1.
   */
  public static List<Protection> underRequireTls(List<Protection> inOrder) {
    return inOrder.stream().filter(p -> p instanceof Protection.VerifiedTls).toList();
  }

  /** Whether it protects at least as well as the weakest of these. */
  public static boolean atLeastOne(Protection one, List<Protection> others) {
    return others.stream().anyMatch(o -> atLeast(one, o));
  }

  /**
   * Whether the first may stand in for the second where a person answers for it, though it is not
   * better: the portal for verified TLS and the other way round.
   */
  public static boolean exchangeable(Protection one, Protection other) {
    return rank(one) == Rank.ON_THE_WAY
        && rank(other) == Rank.ON_THE_WAY
        && one.getClass() != other.getClass();
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
      case Protection.PortalPickup p -> Rank.ON_THE_WAY;
      case Protection.VerifiedTls t -> Rank.ON_THE_WAY;
      case Protection.Smime s -> Rank.END_TO_END;
      case Protection.OpenPgp o -> Rank.END_TO_END;
    };
  }
}
