package io.postern.outbound.sts;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.StsPolicies;
import io.postern.core.port.StsPolicies.Kept;
import io.postern.core.port.TxtLookup;
import io.postern.core.tlsrpt.TlsFault;
import io.postern.outbound.cache.SharedFindings;
import io.postern.outbound.cache.SharedFindings.Finding;
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

  /** A policy may take a minute, and the DNS before it. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * What binds, and how far that is known.
   *
   * @param doubt why the domain may have published something newer; empty where it has not
   */
  public record Looked(StsState state, Optional<String> doubt) {
    private static Looked sure(StsState state) {
      return new Looked(state, Optional.empty());
    }
  }

  private record Failure(String id, Instant until, TlsFault fault) {}

  private final TxtLookup dns;
  private final PolicyFetch fetch;
  private final StsPolicies policies;
  private final InstantSource clock;
  private final SharedFindings<String, Looked> states;
  private final ConcurrentHashMap<String, Failure> failures = new ConcurrentHashMap<>();

  public MtaSts(TxtLookup dns, PolicyFetch fetch, StsPolicies policies, InstantSource clock) {
    this.dns = dns;
    this.fetch = fetch;
    this.policies = policies;
    this.clock = clock;
    this.states = new SharedFindings<>(clock, MOST_STATES, PATIENCE);
  }

  /**
   * What binds mail for a domain now, blocking.
   *
   * @param domain the recipients' domain in A-labels, never what it is an alias of
   */
  public StsState of(String domain) {
    return look(domain).state();
  }

  /**
   * The same after a host failed the domain's policy, which may have changed since it was looked up
   * (RFC 8461 5.1): no older than a minute, or two with the DNS cache.
   */
  public Looked anew(String domain) {
    states.forget(domain, DISTRUST);
    return look(domain);
  }

  private Looked look(String domain) {
    return states.get(
        domain,
        () -> {
          Looked found = find(domain);
          boolean lasting = !(found.state() instanceof StsState.Unknown);
          return new Finding<>(found, lasting ? RECHECK : Duration.ZERO);
        },
        () ->
            Looked.sure(new StsState.Unknown("the policy of " + domain + " is not there in time")));
  }

  private Looked find(String domain) {
    Optional<Kept> kept = policies.of(domain).filter(k -> clock.instant().isBefore(k.expires()));
    kept.ifPresent(this::noteUse);
    return switch (dns.txt("_mta-sts." + domain)) {
      case Answer.Found<String>(List<String> texts, var _) ->
          StsRecord.id(texts)
              .map(id -> byId(domain, id, kept))
              .orElseGet(() -> remembered(kept, "the _mta-sts record is not valid"));
      case Answer.NoData<String> _ -> remembered(kept, "no _mta-sts record");
      case Answer.NxDomain<String> _ -> remembered(kept, "no _mta-sts record");
      case Answer.TemporaryFailure<String>(String failure) -> {
        String why = "DNS lookup of _mta-sts." + domain + ": " + failure;
        yield kept.map(k -> new Looked(state(k), Optional.of(why)))
            .orElseGet(() -> Looked.sure(new StsState.Unknown(why)));
      }
    };
  }

  /** Nothing new is published, or nothing that counts. */
  private static Looked remembered(Optional<Kept> kept, String otherwise) {
    return Looked.sure(kept.map(MtaSts::state).orElseGet(() -> new StsState.None(otherwise)));
  }

  /** Something new is published and cannot be had. */
  private static Looked outdated(Optional<Kept> kept, TlsFault fault, String why) {
    return kept.map(k -> new Looked(state(k), Optional.of(why)))
        .orElseGet(() -> Looked.sure(new StsState.None(why, Optional.of(fault))));
  }

  private Looked byId(String domain, String id, Optional<Kept> kept) {
    if (kept.isPresent() && kept.get().id().equals(id)) {
      return Looked.sure(state(kept.get()));
    }
    Failure before = failures.get(domain);
    if (before != null && before.id().equals(id) && clock.instant().isBefore(before.until())) {
      return outdated(kept, before.fault(), "the policy could not be fetched");
    }
    return switch (fetch.fetch(domain)) {
      case Fetched.Policy policy -> Looked.sure(taken(domain, id, policy, clock.instant()));
      case Fetched.Failed failed -> failed(domain, id, kept, failed);
    };
  }

  private Looked failed(String domain, String id, Optional<Kept> kept, Fetched.Failed failed) {
    LOG.warn("the MTA-STS policy of {} cannot be fetched: {}", domain, failed.why());
    if (failures.size() > MOST_STATES) {
      failures.clear();
    }
    failures.put(domain, new Failure(id, clock.instant().plus(RECHECK), failed.fault()));
    return outdated(kept, failed.fault(), "the policy could not be fetched: " + failed.why());
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
    // The id first: a text older than its id would be taken for the newest one until it expires.
    String id = publishedId(kept);
    return switch (fetch.fetch(kept.domain())) {
      case Fetched.Failed(TlsFault _, String why) -> {
        LOG.warn("the MTA-STS policy of {} cannot be fetched again: {}", kept.domain(), why);
        yield false;
      }
      case Fetched.Policy policy -> {
        taken(kept.domain(), id, policy, kept.used());
        states.forget(kept.domain(), Duration.ZERO);
        yield true;
      }
    };
  }

  private String publishedId(Kept kept) {
    return dns.txt("_mta-sts." + kept.domain()) instanceof Answer.Found<String>(var texts, var _)
        ? StsRecord.id(texts).orElse(kept.id())
        : kept.id();
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
