package io.postern.inbound.upstream;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.Reply;
import io.postern.core.model.Sighting;
import io.postern.core.port.Meters;
import io.postern.core.port.Sightings;
import io.postern.core.port.TxtLookup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everybody who may relay, with what each must prove; shared by all listeners. Safe for use by many
 * threads.
 */
public final class Upstreams {
  /** Who calls itself so and is in no list of addresses is told which list. */
  private static final Map<String, RefusalCode> PROVIDERS =
      Map.of(
          ".outbound.protection.outlook.com", RefusalCode.M365_RANGE,
          ".google.com", RefusalCode.GOOGLE_RANGE,
          ".1e100.net", RefusalCode.GOOGLE_RANGE);

  private final List<UpstreamSettings> settings;
  private final List<UpstreamRules> rules = new ArrayList<>();
  private final Map<String, Semaphore> sessions;
  private final IdentityFields identityFields;
  private final DkimCheck dkim;
  private final Meters meters;
  private final Sightings sightings;
  private final InstantSource clock;

  /**
   * @param ranges directory in which refreshed lists of the providers' addresses lie
   * @param dns for DKIM keys
   * @throws IOException where a file of secrets cannot be read
   * @throws IllegalArgumentException where it holds no usable secret
   */
  public Upstreams(
      List<UpstreamSettings> settings,
      Path ranges,
      TxtLookup dns,
      Meters meters,
      Sightings sightings,
      InstantSource clock)
      throws IOException {
    this.settings = List.copyOf(settings);
    this.dkim = new DkimCheck(dns, clock);
    this.meters = meters;
    this.sightings = sightings;
    this.clock = clock;
    this.sessions =
        settings.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    UpstreamSettings::name, u -> new Semaphore(u.sessions())));
    this.identityFields =
        new IdentityFields(
            settings.stream().flatMap(u -> u.secretHeader().stream()).map(h -> h.name()).toList());
    Ranges lists = new Ranges(ranges, clock);
    for (UpstreamSettings one : settings) {
      add(one, lists);
    }
  }

  /** A provider's list is loaded once, and only where an upstream needs it. */
  private static final class Ranges {
    private final Map<Provider, ProviderRanges> loaded = new EnumMap<>(Provider.class);
    private final Function<Provider, ProviderRanges> load;

    Ranges(Path directory, InstantSource clock) {
      this.load = p -> new ProviderRanges(p, directory, clock);
    }

    ProviderRanges of(Provider provider) {
      return loaded.computeIfAbsent(provider, load);
    }
  }

  private void add(UpstreamSettings upstream, Ranges lists) throws IOException {
    switch (upstream) {
      case UpstreamSettings.Microsoft365 m ->
          rules.add(Microsoft365Rules.of(m, secrets(m), lists.of(Provider.MICROSOFT365)));
      case UpstreamSettings.Google g ->
          rules.add(GoogleRules.of(g, secrets(g), lists.of(Provider.GOOGLE)));
      case UpstreamSettings.Network n -> {
        Optional<HeaderSecrets> own =
            n.secretHeader().isPresent() ? Optional.of(secrets(n)) : Optional.empty();
        rules.add(NetworkRules.of(n, own));
      }
      // Its accounts prove themselves; nobody is one by address.
      case UpstreamSettings.Application _ -> {}
    }
  }

  private HeaderSecrets secrets(UpstreamSettings upstream) throws IOException {
    return new HeaderSecrets(upstream.secretHeader().orElseThrow(), clock);
  }

  /** As configured. */
  public List<UpstreamSettings> settings() {
    return settings;
  }

  /** The fields that never go on. */
  public IdentityFields identityFields() {
    return identityFields;
  }

  /** Before any account is proved. */
  public Authorisation ofClient(Link link) {
    return new Authorisation(this, rules.stream().filter(r -> r.isCandidate(link)).toList(), link);
  }

  /**
   * After an account was proved.
   *
   * @param upstream the account's, with the account's own sender domains
   */
  public Authorisation ofAccount(UpstreamSettings upstream, Link link) {
    UpstreamRules account = ApplicationRules.of(upstream);
    return new Authorisation(this, account.isCandidate(link) ? List.of(account) : List.of(), link);
  }

  /** A session's claim on the sessions that its upstreams may have. */
  public Share newShare() {
    return new Share();
  }

  DkimCheck dkim() {
    return dkim;
  }

  /** The code for a stranger that calls itself a provider's host. */
  Optional<RefusalCode> strangers(String helo, Link link) {
    Optional<RefusalCode> code =
        PROVIDERS.entrySet().stream()
            .filter(e -> helo.endsWith(e.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    Optional<UpstreamRules> missed =
        rules.stream()
            .filter(r ->
                switch (r) {
                  case Microsoft365Rules _ -> code.equals(Optional.of(RefusalCode.M365_RANGE));
                  case GoogleRules _ -> code.equals(Optional.of(RefusalCode.GOOGLE_RANGE));
                  case NetworkRules _ -> false;
                  case ApplicationRules _ -> false;
                })
            .findFirst();
    missed.ifPresent(r ->
        refuse(
            r,
            link,
            Finding.failed("address", code.orElseThrow(), "address seen: " + link.client())));
    return missed.isPresent() ? code : Optional.empty();
  }

  /** A refusal before there is a message. */
  Reply refuse(UpstreamRules upstream, Link link, Finding finding) {
    RefusalCode code = finding.code().orElseThrow();
    seen(upstream, link, Optional.of(code), List.of(finding.check()));
    return code.reply();
  }

  /** Counts, logs and keeps what the checks of one message said. */
  void seen(
      UpstreamRules upstream, Link link, Optional<RefusalCode> code, List<Sighting.Check> checks) {
    String id = code.map(RefusalCode::id).orElse("");
    if (code.isPresent()) {
      meters.count("postern_inbound_upstream_refused", "code", id, "upstream", upstream.name());
      UpstreamLog.refused(upstream.name(), link.client(), code.get(), checks);
    }
    if (code.isPresent() || upstream.isProvedByContent()) {
      sightings.seen(new Sighting(upstream.name(), clock.instant(), link.client(), id, checks));
    }
  }

  /**
   * The upstreams for which a session counts: from MAIL on where it can be only one, else from the
   * first message on that proves it, so that strangers from the same addresses cannot use its
   * sessions up. For the session's thread.
   */
  public final class Share implements AutoCloseable {
    private final Set<String> held = new HashSet<>();

    /**
     * @param known whether it can be no other upstream
     */
    boolean mayBegin(UpstreamRules upstream, boolean known) {
      return known ? take(upstream) : isFree(upstream);
    }

    boolean mayEnd(UpstreamRules upstream) {
      return take(upstream);
    }

    private boolean isFree(UpstreamRules upstream) {
      return held.contains(upstream.name()) || slots(upstream).availablePermits() > 0;
    }

    private boolean take(UpstreamRules upstream) {
      if (held.contains(upstream.name())) {
        return true;
      }
      boolean taken = slots(upstream).tryAcquire();
      if (taken) {
        held.add(upstream.name());
      }
      return taken;
    }

    private Semaphore slots(UpstreamRules upstream) {
      return slots(upstream.name());
    }

    private Semaphore slots(String upstream) {
      return Objects.requireNonNull(sessions.get(upstream));
    }

    /** The session has ended. */
    @Override
    public void close() {
      held.forEach(name -> slots(name).release());
      held.clear();
    }
  }
}
