package io.postern.policy.rules;

import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.policy.rules.PolicyFile.ConditionSpec;
import io.postern.policy.rules.PolicyFile.Method;
import io.postern.policy.rules.PolicyFile.RuleSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes rules out of what is written, and tells what is wrong with it. For one thread. */
final class RuleCompiler {
  private final Problems problems;

  RuleCompiler(Problems problems) {
    this.problems = problems;
  }

  PolicyRule compile(RuleSpec spec, String file) {
    if (spec.name().isBlank()) {
      problems.add(spec.location(), "name", "a rule has a name");
    }
    Condition when = spec.when().map(this::condition).orElse(new Condition.All(List.of()));
    return new PolicyRule(spec.name(), file, spec.location(), when, action(spec));
  }

  private Action action(RuleSpec spec) {
    if (spec.protect().isPresent()) {
      return protect(spec, spec.protect().get());
    } else if (spec.deliver().isPresent()) {
      return new Action.InClear();
    } else if (spec.hold().isPresent()) {
      return new Action.Keep(spec.hold().get().queue());
    }
    String text = spec.refuse().map(PolicyFile.RefuseSpec::text).orElse("refused by policy");
    return new Action.Reject(Reply.of(550, "5.7.1", text));
  }

  private Action protect(RuleSpec spec, List<Method> methods) {
    if (EnumSet.copyOf(methods).size() < methods.size()) {
      problems.add(spec.location(), "protect", "a protection is listed twice");
    }
    return new Action.Protect(methods.stream().map(m -> protection(m, spec)).toList());
  }

  private static Protection protection(Method method, RuleSpec spec) {
    return switch (method) {
      case TLS -> new Protection.VerifiedTls(spec.tls().floor());
      case SMIME -> new Protection.Smime();
      case OPENPGP -> new Protection.OpenPgp();
      case PORTAL -> new Protection.PortalPickup(spec.portal().expiry(), spec.portal().reply());
    };
  }

  private Condition condition(ConditionSpec spec) {
    List<Condition> parts = new ArrayList<>();
    Location at = spec.location();
    spec.sender().ifPresent(p -> parts.add(new Condition.Sender(addresses(at, "sender", p))));
    spec.recipient()
        .ifPresent(p -> parts.add(new Condition.RecipientAddress(addresses(at, "recipient", p))));
    spec.recipientDomain()
        .ifPresent(
            p -> parts.add(new Condition.RecipientDomain(addresses(at, "recipient_domain", p))));
    spec.upstream()
        .ifPresent(p -> parts.add(new Condition.UpstreamName(patterns(at, "upstream", p))));
    spec.header().ifPresent(h -> h.forEach((name, p) -> header(at, name, p).ifPresent(parts::add)));
    spec.subjectTag().ifPresent(tags -> parts.add(subjectTag(at, tags)));
    spec.verdict().ifPresent(v -> parts.add(new Condition.VerdictIs(java.util.Set.copyOf(v))));
    spec.scoreAtLeast().ifPresent(s -> parts.add(new Condition.ScoreAtLeast(s.value())));
    spec.any()
        .ifPresent(c -> parts.add(new Condition.Any(c.stream().map(this::condition).toList())));
    spec.all()
        .ifPresent(c -> parts.add(new Condition.All(c.stream().map(this::condition).toList())));
    spec.not().ifPresent(c -> parts.add(new Condition.Not(condition(c))));
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  private Condition subjectTag(Location at, List<String> tags) {
    if (tags.stream().anyMatch(String::isBlank)) {
      problems.add(at, "subject_tag", "an empty tag would match every subject");
    }
    return new Condition.SubjectTag(tags.stream().map(t -> t.toLowerCase(Locale.ROOT)).toList());
  }

  private Optional<Condition> header(Location at, String name, String pattern) {
    return pattern(at, "header." + name, pattern)
        .map(p -> new Condition.Header(name.toLowerCase(Locale.ROOT), p));
  }

  private List<Pattern> patterns(Location at, String key, List<String> texts) {
    return texts.stream().flatMap(t -> pattern(at, key, t).stream()).toList();
  }

  private List<Pattern> addresses(Location at, String key, List<String> texts) {
    return texts.stream()
        .flatMap(t -> pattern(at, key, () -> Pattern.ofAddress(t)).stream())
        .toList();
  }

  private Optional<Pattern> pattern(Location at, String key, String text) {
    return pattern(at, key, () -> new Pattern(text));
  }

  private Optional<Pattern> pattern(Location at, String key, Supplier<Pattern> made) {
    try {
      return Optional.of(made.get());
    } catch (IllegalArgumentException e) {
      problems.add(at, key, "an empty pattern matches nothing");
      return Optional.empty();
    }
  }
}
