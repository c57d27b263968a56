package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings;
import io.postern.core.keys.DiscoveredKeys;
import io.postern.core.keys.JudgedAnswer;
import io.postern.core.keys.JudgedKey;
import io.postern.core.keys.KeyFinding;
import io.postern.core.keys.KeyImportException;
import io.postern.core.keys.KeyKind;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One search: source after source, until one has a key that may be used. For one thread. */
final class SearchRun {
  private final DiscoverySettings settings;
  private final DiscoveryTerms terms;
  private final DiscoveredKeys keys;
  private final BoundedAsk asks;
  private final Instant now;
  private final KeyKind kind;
  private final Mailbox recipient;
  private final Deadline deadline;
  private final List<KeyFinding> inUse;
  private final Set<Given> given = new HashSet<>();
  private final List<byte[]> known;
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> silent = new HashSet<>();
  private final Set<String> heard = new HashSet<>();
  private final List<Taking> weaker = new ArrayList<>();

  private record Given(String source, String fingerprint) {}

  /** What may be filed of an answer. */
  private record Taking(Step step, KeyFinding from, List<JudgedKey> judged) {}

  SearchRun(
      DiscoverySettings settings,
      DiscoveryTerms terms,
      DiscoveredKeys keys,
      BoundedAsk asks,
      Instant now,
      KeyKind kind,
      Mailbox recipient) {
    this.settings = settings;
    this.terms = terms;
    this.keys = keys;
    this.asks = asks;
    this.now = now;
    this.kind = kind;
    this.recipient = recipient;
    this.deadline = Deadline.in(settings.timeout());
    this.inUse = keys.inUse(kind, recipient);
    this.known = new ArrayList<>(keys.known(kind, recipient));
  }

  Search through(List<KeySource> sources) {
    for (KeySource source : sources) {
      Step step = step(source);
      steps.add(step);
      asks.count(step);
      switch (step.outcome()) {
        case TAKEN -> {
          withdraw(f -> heard.contains(f.source()) && !isGiven(f));
          return new Search(Result.FOUND, steps);
        }
        case KEPT -> {
          return new Search(Result.KEPT, steps);
        }
        case REFUSED, WEAKER, NONE -> heard.add(step.sourceLabel());
        case FAILED, SKIPPED -> silent.add(step.sourceLabel());
      }
    }
    return end();
  }

  private Search end() {
    withdraw(f -> !mayStay(f));
    for (Taking taking : weaker) { // than what none of its sources gives any more
      Step step = filed(taking);
      if (step.outcome() == Outcome.TAKEN) {
        steps.add(step);
        return new Search(Result.FOUND, steps);
      }
    }
    return new Search(silent.isEmpty() ? Result.NOTHING : Result.FAILED, steps);
  }

  private void withdraw(Predicate<KeyFinding> which) {
    keys.withdraw(kind, recipient, which, new Search(Result.NOTHING, steps).summary());
  }

  /** What a silent source said counts for some time. */
  private boolean mayStay(KeyFinding finding) {
    return isGiven(finding)
        || (silent.contains(finding.source()) && now.isBefore(terms.end(finding)));
  }

  private boolean isGiven(KeyFinding finding) {
    return given.contains(new Given(finding.source(), finding.fingerprint()));
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
        inUse.stream().anyMatch(f -> f.source().equals(step.sourceLabel()) && mayStay(f));
    return kept ? new Step(source.source(), place, Outcome.KEPT, why) : step;
  }

  /** Judging may ask authorities, so it is bounded as the questions are. */
  private Step found(KeySource source, SourceAnswer.Found found) {
    String who = "judging for " + source.service(recipient);
    Optional<JudgedAnswer> answer =
        asks.inTime(
            deadline.left(), who, () -> keys.judge(kind, recipient, found.keys(), found.voucher()));
    return answer
        .map(a -> judged(source, found, a))
        .orElseGet(
            () -> unheard(source, found.place(), Outcome.FAILED, "could not be judged in time"));
  }

  private Step judged(KeySource source, SourceAnswer.Found found, JudgedAnswer answer) {
    known.addAll(found.keys());
    String said =
        answer.keys().stream().map(SearchRun::said).collect(Collectors.joining(", "))
            + (answer.unreadable() > 0 ? " " + answer.unreadable() + " unreadable" : "");
    boolean usable = answer.keys().stream().anyMatch(JudgedKey::isUsable);
    Outcome outcome = usable ? Outcome.TAKEN : Outcome.REFUSED;
    Step step = new Step(source.source(), found.place(), outcome, said.strip());
    answer.keys().forEach(k -> given.add(new Given(step.sourceLabel(), k.fingerprint())));
    KeyFinding from =
        new KeyFinding("", step.sourceLabel(), found.place(), found.voucher(), now, now);
    Taking taking = new Taking(step, from, answer.keys());
    if (usable && isOutranked(taking)) {
      weaker.add(taking);
      filed(new Taking(step, from, answer.keys().stream().filter(k -> !k.isUsable()).toList()));
      return new Step(step.source(), step.place(), Outcome.WEAKER, step.detail());
    }
    return answer.keys().isEmpty() ? step : filed(taking);
  }

  /** Whether a source that was not heard yet gave another key, on better evidence. */
  private boolean isOutranked(Taking taking) {
    Set<String> usable =
        taking.judged().stream()
            .filter(JudgedKey::isUsable)
            .map(JudgedKey::fingerprint)
            .collect(Collectors.toSet());
    return inUse.stream()
        .filter(f -> !usable.contains(f.fingerprint()) && !heard.contains(f.source()))
        .filter(f -> !f.source().equals(taking.from().source()))
        .anyMatch(f -> f.voucher().outranks(taking.from().voucher()));
  }

  private Step filed(Taking taking) {
    Step step = taking.step();
    List<Step> all = new ArrayList<>(steps);
    all.add(step);
    try {
      keys.take(
          kind, recipient, taking.from(), taking.judged(), new Search(Result.FOUND, all).summary());
      return step;
    } catch (KeyImportException e) {
      return new Step(step.source(), step.place(), Outcome.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  private static String said(JudgedKey key) {
    return key.fingerprint() + " " + key.refusal().map(r -> r.label()).orElse("usable");
  }
}
