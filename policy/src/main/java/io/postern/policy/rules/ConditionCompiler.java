package io.postern.policy.rules;

import io.postern.config.Problems;
import io.postern.config.Written;
import io.postern.config.YamlNode;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Direction;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.condition.Said;
import io.postern.policy.condition.TimeWindow;
import io.postern.policy.condition.Wildcard;
import io.postern.policy.detect.RuleSet;
import io.postern.policy.expression.Expressions;
import io.postern.policy.language.ConditionSpec;
import io.postern.policy.language.ConditionSpec.FoundSpec;
import io.postern.policy.language.TimeSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes conditions out of what is written, and tells what is wrong with it. For one thread. */
final class ConditionCompiler {
  private final Problems problems;
  private final NameCompiler names;
  private final Surroundings around;

  ConditionCompiler(Problems problems, NameCompiler names, Surroundings around) {
    this.problems = problems;
    this.names = names;
    this.around = around;
  }

  /** Nothing asked is always met. */
  Condition compile(ConditionSpec spec) {
    List<Condition> parts = new ArrayList<>();
    people(spec, parts);
    origin(spec, parts);
    words(spec, parts);
    findings(spec, parts);
    content(spec, parts);
    combinations(spec, parts);
    return parts.size() == 1 ? parts.getFirst() : new Combined.All(parts);
  }

  private void people(ConditionSpec spec, List<Condition> parts) {
    Written at = spec.written();
    spec.sender().map(s -> new OfMessage.Sender(names.senders(at, "sender"))).ifPresent(parts::add);
    spec.senderDomain()
        .map(s -> new OfMessage.SenderDomain(names.domains(at, "sender_domain")))
        .ifPresent(parts::add);
    spec.recipient()
        .map(r -> new OfRecipient.Address(names.addresses(at, "recipient")))
        .ifPresent(parts::add);
    spec.recipientDomain()
        .map(r -> new OfRecipient.Domain(names.domains(at, "recipient_domain")))
        .ifPresent(parts::add);
    spec.direction().map(d -> towards(at.at("direction"), EnumSet.copyOf(d))).ifPresent(parts::add);
    spec.consent().map(s -> new OfRecipient.Consented(s, around.consents())).ifPresent(parts::add);
  }

  private Condition towards(YamlNode value, Set<Direction> wanted) {
    boolean nobodyIsOurs = around.upstreams().isPresent() && around.ownDomains().isEmpty();
    if (nobodyIsOurs && !wanted.contains(Direction.OUTBOUND)) {
      problems.add(value, "no upstream has sender_domains: everything is outbound");
    }
    return new OfRecipient.Towards(wanted, around.ownDomains());
  }

  private void origin(ConditionSpec spec, List<Condition> parts) {
    Written at = spec.written();
    spec.upstream()
        .map(u -> known(at.each("upstream"), around.upstreams(), "no such upstream is configured"))
        .map(OfMessage.UpstreamName::new)
        .ifPresent(parts::add);
    spec.client()
        .map(c -> new OfMessage.Client(names.networks(at, "client")))
        .ifPresent(parts::add);
    spec.time().map(t -> new OfMessage.Within(window(t))).ifPresent(parts::add);
  }

  /** Patterns each of which must match one of the names that there are, where these are known. */
  private List<Wildcard> known(List<YamlNode> values, Optional<Set<String>> there, String not) {
    List<Wildcard> patterns = new ArrayList<>();
    for (YamlNode value : values) {
      Optional<Wildcard> pattern = names.wildcard(value);
      pattern.ifPresent(patterns::add);
      pattern
          .filter(p -> there.filter(all -> all.stream().noneMatch(p::matches)).isPresent())
          .ifPresent(
              p -> problems.add(value, not + NameCompiler.hint(p.text(), there.orElseThrow())));
    }
    return patterns;
  }

  private static TimeWindow window(TimeSpec spec) {
    return new TimeWindow(
        spec.days().stream().map(TimeSpec.Day::day).collect(Collectors.toSet()),
        spec.from().value(),
        spec.to().value(),
        spec.zone().value());
  }

  private void words(ConditionSpec spec, List<Condition> parts) {
    Written at = spec.written();
    spec.header()
        .ifPresent(fields ->
            fields.keySet().forEach(n -> header(n, at.at("header", n)).ifPresent(parts::add)));
    spec.subjectTag()
        .map(t -> new OfMessage.SubjectTag(said(at.each("subject_tag"), t)))
        .ifPresent(parts::add);
    spec.attestation()
        .map(t -> said(at.each("attestation"), List.of(t)).getFirst())
        .map(OfMessage.Attested::new)
        .ifPresent(parts::add);
    spec.sensitivity()
        .map(s -> new OfMessage.Sensitivity(names.wildcards(at.each("sensitivity"))))
        .ifPresent(parts::add);
  }

  private Optional<Condition> header(String name, YamlNode value) {
    return names
        .wildcard(value)
        .<Condition>map(pattern -> new OfMessage.Header(name.toLowerCase(Locale.ROOT), pattern));
  }

  private List<String> said(List<YamlNode> values, List<String> texts) {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      said.add(Said.of(texts.get(i)));
      if (texts.get(i).isBlank()) {
        problems.add(values.get(i), "an empty text would match every subject");
      }
    }
    return said;
  }

  private void findings(ConditionSpec spec, List<Condition> parts) {
    spec.verdict().map(v -> new OfMessage.VerdictIs(EnumSet.copyOf(v))).ifPresent(parts::add);
    spec.level()
        .map(l -> l.stream().map(ConditionSpec.Level::label).collect(Collectors.toSet()))
        .map(OfMessage.LevelIs::new)
        .ifPresent(parts::add);
    spec.scoreAtLeast().map(s -> new OfMessage.ScoreAtLeast(s.value())).ifPresent(parts::add);
    spec.found().map(f -> found(f, spec.written().each("found", "rule"))).ifPresent(parts::add);
    spec.patientsAtLeast().map(OfMessage.PatientsAtLeast::new).ifPresent(parts::add);
    spec.phiInSubject().map(OfMessage.PhiInSubject::new).ifPresent(parts::add);
  }

  private Condition found(FoundSpec spec, List<YamlNode> rules) {
    List<Wildcard> counted =
        spec.pack().isPresent()
            ? spec.pack().get().stream()
                .flatMap(p -> RuleSet.rulesOf(p).stream())
                .map(Wildcard::new)
                .distinct()
                .toList()
            : known(rules, around.detectorRules(), "no such rule of the detector");
    return new OfMessage.Found(counted, spec.atLeast());
  }

  private void content(ConditionSpec spec, List<Condition> parts) {
    Written at = spec.written();
    spec.attachment()
        .map(a -> new OfMessage.Attachment(names.wildcards(at.each("attachment"))))
        .ifPresent(parts::add);
    spec.sizeAtLeast().map(s -> new OfMessage.SizeAtLeast(s.bytes())).ifPresent(parts::add);
    spec.unscannable().map(OfMessage.Unscannable::new).ifPresent(parts::add);
    spec.alreadyProtected().map(OfMessage.AlreadyProtected::new).ifPresent(parts::add);
    spec.expression()
        .flatMap(
            e -> Expressions.shared().compile(e, why -> problems.add(at.at("expression"), why)))
        .ifPresent(parts::add);
  }

  private void combinations(ConditionSpec spec, List<Condition> parts) {
    spec.any().map(c -> new Combined.Any(each(c))).ifPresent(parts::add);
    spec.all().map(c -> new Combined.All(each(c))).ifPresent(parts::add);
    spec.not().map(c -> new Combined.Not(compile(c))).ifPresent(parts::add);
  }

  private List<Condition> each(List<ConditionSpec> specs) {
    return specs.stream().map(this::compile).toList();
  }
}
