package io.postern.policy.rules;

import io.postern.config.Keys;
import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Direction;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.condition.TimeWindow;
import io.postern.policy.condition.Wildcard;
import io.postern.policy.expression.Expressions;
import io.postern.policy.language.ConditionSpec;
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
    Location at = spec.location();
    spec.sender()
        .map(t -> new OfMessage.Sender(names.addresses(at, "sender", t)))
        .ifPresent(parts::add);
    spec.senderDomain()
        .map(t -> new OfMessage.SenderDomain(names.domains(at, "sender_domain", t)))
        .ifPresent(parts::add);
    spec.recipient()
        .map(t -> new OfRecipient.Address(names.addresses(at, "recipient", t)))
        .ifPresent(parts::add);
    spec.recipientDomain()
        .map(t -> new OfRecipient.Domain(names.domains(at, "recipient_domain", t)))
        .ifPresent(parts::add);
    spec.direction().map(d -> towards(at, EnumSet.copyOf(d))).ifPresent(parts::add);
    spec.consent().map(s -> new OfRecipient.Consented(s, around.consents())).ifPresent(parts::add);
  }

  private Condition towards(Location at, Set<Direction> wanted) {
    boolean nobodyIsOurs = around.upstreams().isPresent() && around.ownDomains().isEmpty();
    if (nobodyIsOurs && !wanted.contains(Direction.OUTBOUND)) {
      problems.add(at, "direction", "no upstream has sender_domains: everything is outbound");
    }
    return new OfRecipient.Towards(wanted, around.ownDomains());
  }

  private void origin(ConditionSpec spec, List<Condition> parts) {
    Location at = spec.location();
    spec.upstream().map(t -> upstream(at, t)).ifPresent(parts::add);
    spec.client()
        .map(t -> new OfMessage.Client(names.networks(at, "client", t)))
        .ifPresent(parts::add);
    spec.time().map(t -> new OfMessage.Within(window(t))).ifPresent(parts::add);
  }

  private Condition upstream(Location at, List<String> texts) {
    List<Wildcard> patterns = names.wildcards(at, "upstream", texts);
    around
        .upstreams()
        .ifPresent(known ->
            patterns.stream()
                .filter(p -> known.stream().noneMatch(p::matches))
                .forEach(p -> problems.add(at, "upstream", unknownUpstream(p, known))));
    return new OfMessage.UpstreamName(patterns);
  }

  private static String unknownUpstream(Wildcard pattern, Set<String> known) {
    String meant = Keys.didYouMean(pattern.text(), known);
    return "no upstream of that name is configured"
        + (meant.isEmpty() ? "; there are " + known.stream().sorted().toList() : meant);
  }

  private static TimeWindow window(TimeSpec spec) {
    return new TimeWindow(
        spec.days().stream().map(TimeSpec.Day::day).collect(Collectors.toSet()),
        spec.from().value(),
        spec.to().value(),
        spec.zone().value());
  }

  private void words(ConditionSpec spec, List<Condition> parts) {
    Location at = spec.location();
    spec.header()
        .ifPresent(fields ->
            fields.forEach((name, pattern) -> header(at, name, pattern).ifPresent(parts::add)));
    spec.subjectTag()
        .map(t -> new OfMessage.SubjectTag(lower(at, "subject_tag", t)))
        .ifPresent(parts::add);
    spec.attestation()
        .map(t -> new OfMessage.Attested(lower(at, "attestation", List.of(t)).getFirst()))
        .ifPresent(parts::add);
    spec.sensitivity()
        .map(t -> new OfMessage.Sensitivity(names.wildcards(at, "sensitivity", t)))
        .ifPresent(parts::add);
  }

  private Optional<Condition> header(Location at, String name, String pattern) {
    return names.wildcards(at, "header." + name, List.of(pattern)).stream()
        .map(p -> (Condition) new OfMessage.Header(name.toLowerCase(Locale.ROOT), p))
        .findFirst();
  }

  private List<String> lower(Location at, String key, List<String> texts) {
    if (texts.stream().anyMatch(String::isBlank)) {
      problems.add(at, key, "an empty text would match every subject");
    }
    return texts.stream().map(t -> t.toLowerCase(Locale.ROOT)).toList();
  }

  private void findings(ConditionSpec spec, List<Condition> parts) {
    Location at = spec.location();
    spec.verdict().map(v -> new OfMessage.VerdictIs(EnumSet.copyOf(v))).ifPresent(parts::add);
    spec.level()
        .map(l -> l.stream().map(ConditionSpec.Level::label).collect(Collectors.toSet()))
        .map(OfMessage.LevelIs::new)
        .ifPresent(parts::add);
    spec.scoreAtLeast().map(s -> new OfMessage.ScoreAtLeast(s.value())).ifPresent(parts::add);
    spec.found()
        .map(f -> new OfMessage.Found(names.wildcards(at, "found.rule", f.rule()), f.atLeast()))
        .ifPresent(parts::add);
    spec.patientsAtLeast().map(OfMessage.PatientsAtLeast::new).ifPresent(parts::add);
    spec.phiInSubject().map(OfMessage.PhiInSubject::new).ifPresent(parts::add);
  }

  private void content(ConditionSpec spec, List<Condition> parts) {
    Location at = spec.location();
    spec.attachment()
        .map(t -> new OfMessage.Attachment(names.wildcards(at, "attachment", t)))
        .ifPresent(parts::add);
    spec.sizeAtLeast().map(s -> new OfMessage.SizeAtLeast(s.bytes())).ifPresent(parts::add);
    spec.unscannable().map(OfMessage.Unscannable::new).ifPresent(parts::add);
    spec.alreadyProtected().map(OfMessage.AlreadyProtected::new).ifPresent(parts::add);
    spec.expression()
        .flatMap(
            text -> Expressions.shared().compile(text, why -> problems.add(at, "expression", why)))
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
