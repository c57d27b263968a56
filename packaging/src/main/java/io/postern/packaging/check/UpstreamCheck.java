package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.Sighting;
import io.postern.inbound.upstream.HeaderSecrets;
import io.postern.inbound.upstream.Provider;
import io.postern.inbound.upstream.ProviderRanges;
import io.postern.inbound.upstream.RangeList;
import io.postern.packaging.upstream.RangeFile;
import io.postern.packaging.upstream.UpstreamState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Whether upstreams prove themselves as well as they could, and whether they were ever seen. */
public final class UpstreamCheck implements Check {
  private static final String AREA = "upstream";
  private static final Duration OLD_SECRET = Duration.ofDays(180);
  private static final Duration LONG_ROTATION = Duration.ofDays(7);

  private final Path home;
  private final InstantSource clock;
  private final Function<String, List<Sighting>> sightings;

  /**
   * @param sightings what was seen of an upstream by its name, newest first
   */
  public UpstreamCheck(Path home, InstantSource clock, Function<String, List<Sighting>> sightings) {
    this.home = home;
    this.clock = clock;
    this.sightings = sightings;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    return settings.upstreams().stream().flatMap(u -> examine(u).stream()).toList();
  }

  /** One of them. */
  public List<Finding> examine(UpstreamSettings upstream) {
    List<Finding> findings = new ArrayList<>();
    switch (upstream) {
      case UpstreamSettings.Microsoft365 m -> findings.addAll(provider(m, Provider.MICROSOFT365));
      case UpstreamSettings.Google g -> findings.addAll(provider(g, Provider.GOOGLE));
      case UpstreamSettings.Network n -> findings.addAll(network(n));
      case UpstreamSettings.Application _ -> {}
    }
    return findings;
  }

  private List<Finding> provider(UpstreamSettings upstream, Provider provider) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(secrets(upstream));
    if (upstream.networks().isEmpty()) {
      findings.add(ranges(upstream, provider));
    }
    findings.add(seen(upstream));
    return findings;
  }

  private List<Finding> network(UpstreamSettings.Network upstream) {
    List<Finding> findings = new ArrayList<>();
    boolean addressAlone = upstream.secretHeader().isEmpty() && upstream.clientKeys().isEmpty();
    if (addressAlone && upstream.networks().stream().anyMatch(n -> !n.isPrivate())) {
      findings.add(
          warning(
              upstream, "a public network is trusted by address alone: anybody there may relay"));
    }
    if (upstream.secretHeader().isPresent()) {
      findings.addAll(secrets(upstream));
    }
    return findings;
  }

  private List<Finding> secrets(UpstreamSettings upstream) {
    try {
      UpstreamState state = UpstreamState.of(upstream, sightings.apply(upstream.name()));
      return List.of(age(state), rotation(state));
    } catch (IOException | IllegalArgumentException e) {
      return List.of(
          Finding.error(AREA, upstream.name(), "the secrets are of no use: " + e.getMessage()));
    }
  }

  private Finding age(UpstreamState state) {
    if (state.secretMade().isEmpty()) {
      return good(state.upstream(), "the secret's age is not known");
    }
    Instant made = state.secretMade().get();
    String text = "secret " + HeaderSecrets.Match.madeAt(made);
    return isOlder(made, OLD_SECRET)
        ? warning(state.upstream(), text + ": rotate it (postern upstream rotate)")
        : good(state.upstream(), text);
  }

  private Finding rotation(UpstreamState state) {
    if (!state.rotating()) {
      return good(state.upstream(), "one secret is taken");
    }
    boolean late = state.secretMade().filter(m -> isOlder(m, LONG_ROTATION)).isPresent();
    String text =
        "a rotation is under way, the newest secret is "
            + (state.newestSecretInUse() ? "in use: finish it" : "not in use yet");
    return late ? warning(state.upstream(), text) : good(state.upstream(), text);
  }

  private boolean isOlder(Instant moment, Duration age) {
    return moment.plus(age).isBefore(clock.instant());
  }

  private Finding ranges(UpstreamSettings upstream, Provider provider) {
    try {
      RangeList list = RangeFile.of(home, provider).inForce();
      long days =
          ChronoUnit.DAYS.between(
              list.date(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
      String text = list.networks().size() + " networks of " + list.date();
      return days > ProviderRanges.STALE.toDays()
          ? warning(upstream, text + ", " + days + " days old (postern upstream refresh)")
          : good(upstream, text);
    } catch (IOException | IllegalArgumentException e) {
      return Finding.error(
          AREA, upstream.name(), "the list of addresses is of no use: " + e.getMessage());
    }
  }

  private Finding seen(UpstreamSettings upstream) {
    return sightings.apply(upstream.name()).stream()
        .filter(Sighting::accepted)
        .findFirst()
        .map(s -> good(upstream, "last message taken " + s.at()))
        .orElseGet(
            () -> warning(upstream, "no message was taken from it yet (postern upstream verify)"));
  }

  private static Finding good(UpstreamSettings upstream, String message) {
    return Finding.good(AREA, upstream.name(), message);
  }

  private static Finding warning(UpstreamSettings upstream, String message) {
    return Finding.warning(AREA, upstream.name(), message);
  }
}
