package io.postern.policy.rules;

import io.postern.config.Problems;
import io.postern.config.Written;
import io.postern.config.YamlNode;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Reply;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.condition.Wildcard;
import io.postern.policy.language.HoldSpec;
import io.postern.policy.language.LevelSpec;
import io.postern.policy.language.ListSpec;
import io.postern.policy.language.Method;
import io.postern.policy.language.RuleSpec;
import io.postern.policy.rules.Levels.Kind;
import io.postern.policy.rules.Levels.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes rules and levels out of what is written, and tells what is wrong. For one thread. */
final class RuleCompiler {
  private static final Names EVERYBODY = new Names(List.of(new Wildcard("*")), List.of());

  private final Problems problems;
  private final NameCompiler names;
  private final ConditionCompiler conditions;
  private final TermsCompiler terms;

  RuleCompiler(Problems problems, NameCompiler names, ConditionCompiler conditions) {
    this.problems = problems;
    this.names = names;
    this.conditions = conditions;
    this.terms = new TermsCompiler(problems);
  }

  PolicyRule rule(RuleSpec spec, String file) {
    String label = file + ": " + spec.name();
    Condition when = spec.when().map(conditions::compile).orElse(new Combined.All(List.of()));
    return new PolicyRule(
        spec.name(),
        label,
        spec.written(),
        when,
        action(spec),
        new Layer("rule " + label, terms.terms(spec, Optional.empty())),
        when.demands().flatMap(RuleCompiler::grounds).toList(),
        attested(spec.written(), when));
  }

  /** The words by which the sender must have answered for it: the audit trail has them. */
  private Optional<String> attested(Written written, Condition when) {
    List<OfMessage.Attested> demanded = attestations(when.demands());
    if (demanded.size() > 1 || attestations(when.leaves()).size() > demanded.size()) {
      problems.add(
          written.at("when"),
          "one attestation per rule, and not under any or not: the audit trail says who answered"
              + " for what");
    }
    return demanded.stream().findFirst().map(OfMessage.Attested::phrase);
  }

  private static List<OfMessage.Attested> attestations(Stream<Condition> conditions) {
    return conditions
        .filter(OfMessage.Attested.class::isInstance)
        .map(OfMessage.Attested.class::cast)
        .toList();
  }

  /** What somebody said on which the decision rests. */
  private static Stream<String> grounds(Condition demanded) {
    return switch (demanded) {
      case OfMessage.Attested said -> Stream.of("the sender attested: " + said.phrase());
      case OfRecipient.Consented agreed ->
          Stream.of("the recipient's consent is in force: " + agreed.scope());
      case OfMessage other -> Stream.empty();
      case OfRecipient other -> Stream.empty();
      case Expressed other -> Stream.empty();
      case Combined other -> Stream.empty();
    };
  }

  private Action action(RuleSpec spec) {
    Written at = spec.written();
    return spec.protect()
        .<Action>map(m -> new Action.Protect(terms.methods(at.each("protect"), m)))
        .or(() -> spec.deliver().map(d -> new Action.InClear()))
        .or(() -> spec.hold().map(h -> keep(at, h)))
        .or(() -> spec.return_().map(r -> new Action.GiveBack()))
        .or(() -> spec.refuse().map(r -> new Action.Reject(Reply.of(550, "5.7.1", r.text()))))
        .orElseGet(Action.GoOn::new);
  }

  private Action keep(Written at, HoldSpec spec) {
    HoldTerms held =
        new HoldTerms(spec.releaseBy().orElse(List.of()), spec.for_(), spec.then().end());
    List<Method> released =
        spec.protect().map(m -> terms.methods(at.each("hold", "protect"), m)).orElse(List.of());
    return new Action.Keep(spec.queue(), held, released);
  }

  /** One for each name, because each has a rank of its own. */
  Stream<Level> levels(LevelSpec spec, String file) {
    Written at = spec.written();
    String place = " (%s:%d:%d)".formatted(file, at.location().line(), at.location().column());
    Terms said = terms.terms(spec, spec.protect().map(m -> terms.preferred(at.each("protect"), m)));
    Kind kind = kind(spec);
    return kind == Kind.EVERYBODY
        ? Stream.of(new Level(kind, EVERYBODY, 0, new Layer("everybody" + place, said), at))
        : at.each(kind.label()).stream().map(whom -> level(kind, whom, place, said, at));
  }

  private static Kind kind(LevelSpec spec) {
    if (spec.recipient().isPresent()) {
      return Kind.RECIPIENT;
    } else if (spec.recipientDomain().isPresent()) {
      return Kind.RECIPIENT_DOMAIN;
    }
    return spec.senderDomain().isPresent() ? Kind.SENDER_DOMAIN : Kind.EVERYBODY;
  }

  private Level level(Kind kind, YamlNode whom, String place, Terms said, Written at) {
    ListSpec.Kind of = kind == Kind.RECIPIENT ? ListSpec.Kind.ADDRESSES : ListSpec.Kind.DOMAINS;
    String text = ((YamlNode.Scalar) whom).text();
    int rank = NameCompiler.isReference(text) ? -1 : text.replace("*", "").length();
    Layer layer = new Layer(kind.label() + " " + text + place, said);
    return new Level(kind, names.names(List.of(whom), of), rank, layer, at);
  }
}
