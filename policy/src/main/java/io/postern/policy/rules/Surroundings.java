package io.postern.policy.rules;

import io.postern.core.model.TlsFloor;
import io.postern.core.port.Consents;
import io.postern.core.port.Groups;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What stands around the policies: they are checked against it when they are loaded. What is not
 * known is not complained of.
 *
 * @param upstreams the names of those that may hand mail in
 * @param returnRoutes the upstreams that take mail back
 * @param ownDomains the organisation's, in lower case
 * @param portal whether there is one
 * @param floors those that whoever delivers can check
 * @param keys which recipients have what
 */
public record Surroundings(
    Optional<Set<String>> upstreams,
    Optional<Set<String>> returnRoutes,
    Set<String> ownDomains,
    Optional<Boolean> portal,
    Set<TlsFloor> floors,
    Optional<Keys> keys,
    Consents consents,
    Groups groups) {
  /** Nothing is known. */
  public static final Surroundings UNKNOWN =
      new Surroundings(
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          EnumSet.allOf(TlsFloor.class),
          Optional.empty(),
          Consents.NONE,
          Groups.NONE);

  /** Which recipients can be written to with what. */
  public interface Keys {
    /** Whether there is a certificate that may be used for the address. */
    boolean smime(String address);

    /** Whether there is an OpenPGP key that may be used for the address. */
    boolean openPgp(String address);
  }

  /** The same with a register of consents. */
  public Surroundings with(Consents register) {
    return new Surroundings(
        upstreams, returnRoutes, ownDomains, portal, floors, keys, register, groups);
  }

  /** The same with a directory of groups. */
  public Surroundings with(Groups directory) {
    return new Surroundings(
        upstreams, returnRoutes, ownDomains, portal, floors, keys, consents, directory);
  }
}
