package io.postern.outbound.sts;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.StsPolicies;
import io.postern.core.port.StsPolicies.Kept;
import io.postern.core.port.TxtLookup;
import io.postern.outbound.sts.PolicyFetch.Fetched;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which policy binds mail for a domain. What was fetched once is followed until it expires,
 * whatever the DNS and the policy server say in between (RFC 8461 5.1): who forges them could
 * otherwise switch it off. Safe for use by many threads.
 */
public final class MtaSts {
  private static final Logger LOG = LoggerFactory.getLogger(MtaSts.class);

  /** RFC 8461 3.3: a policy that could not be fetched is not asked for again before. */
  private static final Duration RECHECK = Duration.ofMinutes(5);

  /** The use of a policy is noted no more often. */
  private static final Duration NOTE_USE = Duration.ofDays(1);

  /** A domain whose hosts fail its policy is looked up anew, but no more often. */
  private static final Duration DISTRUST = Duration.ofMinutes(1);

  private static final int MOST_STATES = 10_000;

  private record Failure(String id, Instant until) {}

  private final TxtLookup dns;
  private final PolicyFetch fetch;
  private final StsPolicies policies;
  private final InstantSource clock;
  private final StateCache states;
  private final ConcurrentHashMap<String, Failure> failures = new ConcurrentHashMap<>();

  public MtaSts(TxtLookup dns, PolicyFetch fetch, StsPolicies policies, InstantSource clock) {
    this.dns = dns;
    this.fetch = fetch;
    this.policies = policies;
    this.clock = clock;
    this.states = new StateCache(clock, RECHECK, MOST_STATES);
  }

  /**
   * What binds mail for a domain now, blocking.
   *
   * @param domain the recipients' domain in A-labels, never what it is an alias of
   */
  public StsState of(String domain) {
    return states.get(domain, () -> find(domain));
  }

  /** A host failed the domain's policy: look again before the next attempt (RFC 8461 5.1). */
  public void distrust(String domain) {
    states.forget(domain, DISTRUST);
  }

  private StsState find(String domain) {
    Optional<Kept> kept = policies.of(domain).filter(k -> clock.instant().isBefore(k.expires()));
    kept.ifPresent(this::noteUse);
    return switch (dns.txt("_mta-sts." + domain)) {
      case Answer.Found<String>(List<String> texts, var _) ->
          StsRecord.id(texts)
              .map(id -> byId(domain, id, kept))
              .orElseGet(() -> remembered(kept, "the _mta-sts record is not valid"));
      case Answer.NoData<String> _ -> remembered(kept, "no _mta-sts record");
      case Answer.NxDomain<String> _ -> remembered(kept, "no _mta-sts record");
      case Answer.TemporaryFailure<String>(String why) ->
          kept.map(MtaSts::state)
              .orElseGet(
                  () -> new StsState.Unknown("DNS lookup of _mta-sts." + domain + ": " + why));
    };
  }

  private static StsState remembered(Optional<Kept> kept, String otherwise) {
    return kept.map(MtaSts::state).orElseGet(() -> new StsState.None(otherwise));
  }

  private StsState byId(String domain, String id, Optional<Kept> kept) {
    if (kept.isPresent() && kept.get().id().equals(id)) {
      return state(kept.get());
    }
    Failure before = failures.get(domain);
    if (before != null && before.id().equals(id) && clock.instant().isBefore(before.until())) {
      return remembered(kept, "the policy could not be fetched");
    }
    return switch (fetch.fetch(domain)) {
      case Fetched.Policy policy -> taken(domain, id, policy, clock.instant());
      case Fetched.Failed(String why) -> failed(domain, id, kept, why);
    };
  }

  private StsState failed(String domain, String id, Optional<Kept> kept, String why) {
    LOG.warn("the MTA-STS policy of {} cannot be fetched: {}", domain, why);
    if (failures.size() > MOST_STATES) {
      failures.clear();
    }
    failures.put(domain, new Failure(id, clock.instant().plus(RECHECK)));
    return remembered(kept, "the policy could not be fetched: " + why);
  }

  private StsState taken(String domain, String id, Fetched.Policy fetched, Instant used) {
    Instant now = clock.instant();
    Kept fresh =
        new Kept(domain, id, fetched.text(), now, now.plus(fetched.policy().maxAge()), used);
    policies.keep(fresh);
    failures.remove(domain);
    return state(fresh);
  }

  private void noteUse(Kept kept) {
    if (kept.used().plus(NOTE_USE).isBefore(clock.instant())) {
      policies.used(kept.domain(), clock.instant());
    }
  }

  /** Fetches a policy again, whether its id changed or not (RFC 8461 10.2); false where in vain. */
  boolean renew(Kept kept) {
    return switch (fetch.fetch(kept.domain())) {
      case Fetched.Failed(String why) -> {
        LOG.warn("the MTA-STS policy of {} cannot be fetched again: {}", kept.domain(), why);
        yield false;
      }
      case Fetched.Policy policy -> {
        String id =
            dns.txt("_mta-sts." + kept.domain()) instanceof Answer.Found<String>(var texts, var _)
                ? StsRecord.id(texts).orElse(kept.id())
                : kept.id();
        taken(kept.domain(), id, policy, kept.used());
        states.forget(kept.domain(), Duration.ZERO);
        yield true;
      }
    };
  }

  private static StsState state(Kept kept) {
    Optional<StsPolicy> policy = StsPolicy.parse(kept.text());
    if (policy.isEmpty()) {
      return new StsState.Unknown("the stored policy of " + kept.domain() + " cannot be read");
    }
    return switch (policy.get().mode()) {
      case ENFORCE -> new StsState.Enforced(kept.id(), policy.get());
      case TESTING -> new StsState.Testing(kept.id(), policy.get());
      case NONE -> new StsState.None("the policy's mode is none");
    };
  }
}
