package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings;
import io.postern.core.keys.DiscoveredKeys;
import io.postern.core.keys.JudgedKey;
import io.postern.core.keys.KeyFinding;
import io.postern.core.keys.KeyImportException;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.KeySituation;
import io.postern.core.model.Mailbox;
import io.postern.outbound.discover.KeySource.Query;
import io.postern.outbound.discover.Search.Result;
import io.postern.outbound.discover.Step.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One search: source after source, until one has a key that may be used. For one thread. */
final class SearchRun {
  private final DiscoverySettings settings;
  private final DiscoveredKeys keys;
  private final BoundedAsk asks;
  private final Instant now;
  private final KeyKind kind;
  private final Mailbox recipient;
  private final Deadline deadline;
  private final Optional<KeyFinding> inUse;
  private final Set<String> stillGiven = new HashSet<>();
  private final List<byte[]> known;
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> silent = new HashSet<>();

  SearchRun(
      DiscoverySettings settings,
      DiscoveredKeys keys,
      BoundedAsk asks,
      Instant now,
      KeyKind kind,
      Mailbox recipient) {
    this.settings = settings;
    this.keys = keys;
    this.asks = asks;
    this.now = now;
    this.kind = kind;
    this.recipient = recipient;
    this.deadline = Deadline.in(settings.timeout());
    this.inUse =
        keys.situation(kind, recipient) instanceof KeySituation.Found(KeyFinding finding)
            ? Optional.of(finding)
            : Optional.empty();
    this.known = new ArrayList<>(keys.known(kind, recipient));
  }

  Search through(List<KeySource> sources) {
    for (KeySource source : sources) {
      Step step = step(source);
      steps.add(step);
      asks.count(step);
      switch (step.outcome()) {
        case TAKEN -> {
          return new Search(Result.FOUND, steps);
        }
        case KEPT -> {
          return new Search(Result.KEPT, steps);
        }
        case REFUSED, NONE -> {}
        case FAILED, SKIPPED -> silent.add(step.sourceLabel());
      }
    }
    Search search = new Search(silent.isEmpty() ? Result.NOTHING : Result.FAILED, steps);
    keys.withdraw(kind, recipient, f -> !mayStay(f), search.summary());
    return search;
  }

  /** What a silent source said counts for some time, and what is known to be bad stays known. */
  private boolean mayStay(KeyFinding finding) {
    Instant end = finding.confirmed().plus(settings.refresh()).plus(settings.keep());
    return stillGiven.contains(finding.fingerprint())
        || (silent.contains(finding.source()) && now.isBefore(end));
  }

  private Step step(KeySource source) {
    Query query = new Query(recipient, deadline.atMost(settings.sourceTimeout()), known);
    if (deadline.isOver()) {
      return unheard(source, "", Outcome.SKIPPED, "no time left");
    }
    if (asks.isBroken(source, query)) {
      return unheard(source, "", Outcome.SKIPPED, "has failed too often");
    }
    return switch (asks.ask(source, query)) {
      case SourceAnswer.None(String place, String why) ->
          new Step(source.source(), place, Outcome.NONE, why);
      case SourceAnswer.Failed(String place, String why) ->
          unheard(source, place, Outcome.FAILED, why);
      case SourceAnswer.Found found -> found(source, found);
    };
  }

  /**
   * While a key of a silent source is in use, the sources behind it are not asked: whoever can
   * silence one could otherwise choose which is asked instead.
   */
  private Step unheard(KeySource source, String place, Outcome outcome, String why) {
    Step step = new Step(source.source(), place, outcome, why);
    silent.add(step.sourceLabel());
    boolean kept =
        inUse.filter(f -> f.source().equals(step.sourceLabel()) && mayStay(f)).isPresent();
    return kept ? new Step(source.source(), place, Outcome.KEPT, why) : step;
  }

  private Step found(KeySource source, SourceAnswer.Found found) {
    List<JudgedKey> judged = new ArrayList<>();
    int unreadable = 0;
    for (byte[] data : found.keys()) {
      try {
        judged.addAll(keys.judge(kind, recipient, data, found.voucher()));
        known.add(data);
      } catch (KeyImportException e) {
        unreadable++;
      }
    }
    return judged(source, found, judged, unreadable);
  }

  private Step judged(
      KeySource source, SourceAnswer.Found found, List<JudgedKey> judged, int unreadable) {
    String said =
        judged.stream().map(SearchRun::said).collect(Collectors.joining(", "))
            + (unreadable > 0 ? " " + unreadable + " unreadable" : "");
    boolean usable = judged.stream().anyMatch(k -> k.refusal().isEmpty());
    Outcome outcome = usable ? Outcome.TAKEN : Outcome.REFUSED;
    Step step = new Step(source.source(), found.place(), outcome, said.strip());
    judged.forEach(k -> stillGiven.add(k.fingerprint()));
    return judged.isEmpty() ? step : filed(step, found, judged);
  }

  private Step filed(Step step, SourceAnswer.Found found, List<JudgedKey> judged) {
    List<Step> all = new ArrayList<>(steps);
    all.add(step);
    KeyFinding from =
        new KeyFinding("", step.sourceLabel(), found.place(), found.voucher(), now, now);
    try {
      keys.take(kind, recipient, from, judged, new Search(Result.FOUND, all).summary());
      return step;
    } catch (KeyImportException e) {
      return new Step(step.source(), step.place(), Outcome.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  private static String said(JudgedKey key) {
    return key.fingerprint() + " " + key.refusal().map(r -> r.label()).orElse("usable");
  }
}
