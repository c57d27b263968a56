package io.postern.policy.rules;

import io.postern.core.model.PolicyFiles;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Consents;
import io.postern.core.port.Groups;
import io.postern.policy.language.Method;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What stands around the policies: they are checked against it when they are loaded. What is not
 * known is not complained of.
 *
 * @param upstreams the names of those that may hand mail in
 * @param returnRoutes the upstreams that take mail back
 * @param ownDomains the organisation's, in lower case
 * @param detectorRules the names of rules that findings can have
 * @param portal whether there is one
 * @param floors those that whoever delivers can check
 * @param keys who has what
 * @param keeper is told of the files again where a list that they name has changed, before that
 *     takes effect; where it throws, it does not
 */
public record Surroundings(
    Optional<Set<String>> upstreams,
    Optional<Set<String>> returnRoutes,
    Set<String> ownDomains,
    Optional<Set<String>> detectorRules,
    Optional<Boolean> portal,
    Set<TlsFloor> floors,
    Optional<Keys> keys,
    Consents consents,
    Groups groups,
    Consumer<PolicyFiles> keeper) {
  /** Nothing is known. */
  public static final Surroundings UNKNOWN =
      new Surroundings(
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          EnumSet.allOf(TlsFloor.class),
          Optional.empty(),
          Consents.NONE,
          Groups.NONE,
          files -> {});

  /** Certificates and keys for S/MIME and OpenPGP, by address or domain in lower case. */
  public interface Keys {
    /** Whether mail to the address, or to anybody at the domain, could be encrypted now. */
    boolean encrypts(Method method, String name);

    /** Whether mail of the address, or of anybody at the domain, would be signed now. */
    boolean signs(Method method, String name);
  }

  /** The same with a register of consents. */
  public Surroundings with(Consents register) {
    return new Surroundings(
        upstreams,
        returnRoutes,
        ownDomains,
        detectorRules,
        portal,
        floors,
        keys,
        register,
        groups,
        keeper);
  }

  /** The same with a directory of groups. */
  public Surroundings with(Groups directory) {
    return new Surroundings(
        upstreams,
        returnRoutes,
        ownDomains,
        detectorRules,
        portal,
        floors,
        keys,
        consents,
        directory,
        keeper);
  }

  /** The same with a directory of keys. */
  public Surroundings with(Keys directory) {
    return new Surroundings(
        upstreams,
        returnRoutes,
        ownDomains,
        detectorRules,
        portal,
        floors,
        Optional.of(directory),
        consents,
        groups,
        keeper);
  }

  /** The same where somebody keeps the files of every change. */
  public Surroundings keptBy(Consumer<PolicyFiles> history) {
    return new Surroundings(
        upstreams,
        returnRoutes,
        ownDomains,
        detectorRules,
        portal,
        floors,
        keys,
        consents,
        groups,
        history);
  }
}
