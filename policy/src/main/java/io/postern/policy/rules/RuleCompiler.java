package io.postern.policy.rules;

import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Mailbox;
import io.postern.core.model.Reply;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.language.ArchiveSpec;
import io.postern.policy.language.HoldSpec;
import io.postern.policy.language.LevelSpec;
import io.postern.policy.language.Method;
import io.postern.policy.language.PortalSpec;
import io.postern.policy.language.RefuseSpec;
import io.postern.policy.language.RuleSpec;
import io.postern.policy.language.TlsSpec;
import io.postern.policy.rules.Levels.Kind;
import io.postern.policy.rules.Levels.Level;
import io.postern.policy.rules.Terms.Floor;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes rules and levels out of what is written, and tells what is wrong. For one thread. */
final class RuleCompiler {
  private final Problems problems;
  private final NameCompiler names;
  private final ConditionCompiler conditions;
  private final Wording wording;

  RuleCompiler(Problems problems, NameCompiler names, ConditionCompiler conditions) {
    this.problems = problems;
    this.names = names;
    this.conditions = conditions;
    this.wording = new Wording(problems);
  }

  PolicyRule rule(RuleSpec spec, String file) {
    if (spec.name().isBlank()) {
      problems.add(spec.location(), "name", "a rule has a name");
    }
    String label = file + ": " + spec.name();
    Condition when = spec.when().map(conditions::compile).orElse(new Combined.All(List.of()));
    Layer terms = new Layer("rule " + label, terms(spec));
    List<OfMessage.Attested> said = attestations(when).toList();
    if (attestedAnywhere(when).count() > said.size() || said.size() > 1) {
      problems.add(
          spec.location(),
          "attestation",
          "one per rule, and not under any or not: the audit trail says who answered for what");
    }
    return new PolicyRule(
        spec.name(),
        label,
        spec.location(),
        when,
        action(spec),
        terms,
        grounds(when).toList(),
        said.stream().findFirst().map(OfMessage.Attested::phrase));
  }

  /** Those that hold wherever the rule matches. */
  private static Stream<OfMessage.Attested> attestations(Condition when) {
    return switch (when) {
      case Combined.All all -> all.parts().stream().flatMap(RuleCompiler::attestations);
      case OfMessage.Attested said -> Stream.of(said);
      case Combined other -> Stream.empty();
      case OfMessage other -> Stream.empty();
      case OfRecipient other -> Stream.empty();
      case io.postern.policy.condition.Expressed other -> Stream.empty();
    };
  }

  private static Stream<OfMessage.Attested> attestedAnywhere(Condition when) {
    return switch (when) {
      case Combined.All all -> all.parts().stream().flatMap(RuleCompiler::attestedAnywhere);
      case Combined.Any any -> any.parts().stream().flatMap(RuleCompiler::attestedAnywhere);
      case Combined.Not not -> attestedAnywhere(not.part());
      case OfMessage.Attested said -> Stream.of(said);
      case OfMessage other -> Stream.empty();
      case OfRecipient other -> Stream.empty();
      case io.postern.policy.condition.Expressed other -> Stream.empty();
    };
  }

  private Action action(RuleSpec spec) {
    if (spec.protect().isPresent()) {
      return new Action.Protect(methods(spec.location(), "protect", spec.protect().get()));
    } else if (spec.deliver().isPresent()) {
      return new Action.InClear();
    } else if (spec.hold().isPresent()) {
      return keep(spec.location(), spec.hold().get());
    } else if (spec.return_().isPresent()) {
      return new Action.GiveBack();
    } else if (spec.refuse().isPresent()) {
      return reject(spec.refuse().get());
    }
    return new Action.GoOn();
  }

  private static Action reject(RefuseSpec spec) {
    return new Action.Reject(Reply.of(550, "5.7.1", spec.text()));
  }

  private Action keep(Location at, HoldSpec spec) {
    HoldTerms terms =
        new HoldTerms(spec.releaseBy().orElse(List.of()), spec.for_(), spec.then().end());
    List<Method> released =
        spec.protect().map(m -> methods(at, "hold.protect", m)).orElse(List.of());
    return new Action.Keep(spec.queue(), terms, released);
  }

  private List<Method> methods(Location at, String key, List<Method> methods) {
    if (EnumSet.copyOf(methods).size() < methods.size()) {
      problems.add(at, key, "a protection is listed twice");
    }
    if (methods.size() > 1 && methods.contains(Method.PREFERRED)) {
      problems.add(at, key, "preferred stands alone: it is the list of the levels");
    }
    return methods;
  }

  /** What somebody said on which the decision rests. Under any or not nobody need have said it. */
  private static Stream<String> grounds(Condition when) {
    return switch (when) {
      case Combined.All all -> all.parts().stream().flatMap(RuleCompiler::grounds);
      case OfMessage.Attested said -> Stream.of("the sender attested: " + said.phrase());
      case OfRecipient.Consented agreed ->
          Stream.of("the recipient's consent is in force: " + agreed.scope());
      case Combined other -> Stream.empty();
      case OfMessage other -> Stream.empty();
      case OfRecipient other -> Stream.empty();
      case io.postern.policy.condition.Expressed other -> Stream.empty();
    };
  }

  /** One for each name, because each has a rank of its own. */
  Stream<Level> levels(LevelSpec spec, Path file) {
    Location at = spec.location();
    String place = " (" + file.getFileName() + ":" + at.line() + ":" + at.column() + ")";
    Terms terms = terms(spec);
    if (spec.recipient().isPresent()) {
      return spec.recipient().get().stream()
          .map(t ->
              level(
                  Kind.RECIPIENT,
                  names.addresses(at, "recipient", List.of(t)),
                  t,
                  new Layer("recipient " + t + place, terms),
                  at));
    } else if (spec.recipientDomain().isPresent()) {
      return spec.recipientDomain().get().stream()
          .map(t ->
              level(
                  Kind.RECIPIENT_DOMAIN,
                  names.domains(at, "recipient_domain", List.of(t)),
                  t,
                  new Layer("recipient_domain " + t + place, terms),
                  at));
    } else if (spec.senderDomain().isPresent()) {
      return spec.senderDomain().get().stream()
          .map(t ->
              level(
                  Kind.SENDER_DOMAIN,
                  names.domains(at, "sender_domain", List.of(t)),
                  t,
                  new Layer("sender_domain " + t + place, terms),
                  at));
    }
    Names all = names.domains(at, "", List.of("*"));
    return Stream.of(new Level(Kind.EVERYBODY, all, 0, new Layer("everybody" + place, terms), at));
  }

  private static Level level(Kind kind, Names names, String text, Layer layer, Location at) {
    boolean spelt = !text.startsWith("list:") && !text.startsWith("group:");
    return new Level(kind, names, spelt ? text.replace("*", "").length() : -1, layer, at);
  }

  private Terms terms(RuleSpec spec) {
    return new Terms(
        Optional.empty(),
        spec.tls().flatMap(RuleCompiler::floor),
        spec.tls().flatMap(TlsSpec::minimum),
        spec.portal().flatMap(PortalSpec::expiry),
        spec.portal().flatMap(PortalSpec::authentication),
        spec.portal().flatMap(PortalSpec::reply),
        spec.stripTag().map(t -> wording.tags(spec.location(), t)),
        spec.outsideSubject().map(t -> wording.line(spec.location(), "outside_subject", t)),
        spec.addHeader().map(f -> wording.fields(spec.location(), f)),
        spec.banner().map(t -> wording.line(spec.location(), "banner", t)),
        spec.archive().filter(a -> archivable(spec.location(), a)),
        spec.notifySender().map(t -> wording.line(spec.location(), "notify_sender", t)));
  }

  private Terms terms(LevelSpec spec) {
    return new Terms(
        spec.protect().map(m -> preferred(spec.location(), m)),
        spec.tls().flatMap(RuleCompiler::floor),
        spec.tls().flatMap(TlsSpec::minimum),
        spec.portal().flatMap(PortalSpec::expiry),
        spec.portal().flatMap(PortalSpec::authentication),
        spec.portal().flatMap(PortalSpec::reply),
        spec.stripTag().map(t -> wording.tags(spec.location(), t)),
        spec.outsideSubject().map(t -> wording.line(spec.location(), "outside_subject", t)),
        spec.addHeader().map(f -> wording.fields(spec.location(), f)),
        spec.banner().map(t -> wording.line(spec.location(), "banner", t)),
        spec.archive().filter(a -> archivable(spec.location(), a)),
        spec.notifySender().map(t -> wording.line(spec.location(), "notify_sender", t)));
  }

  private List<Method> preferred(Location at, List<Method> methods) {
    if (methods.contains(Method.PREFERRED)) {
      problems.add(at, "protect", "preferred means what is said here: name protections");
      return List.of(Method.TLS);
    }
    return methods(at, "protect", methods);
  }

  private static Optional<Floor> floor(TlsSpec spec) {
    List<String> pins =
        spec.pins().map(p -> p.stream().map(TlsSpec.Pin::value).toList()).orElse(List.of());
    return spec.floor().map(kind -> new Floor(kind, pins));
  }

  private boolean archivable(Location at, ArchiveSpec archive) {
    try {
      Mailbox.parse(archive.address());
    } catch (IllegalArgumentException e) {
      problems.add(at, "archive.address", String.valueOf(e.getMessage()));
      return false;
    }
    methods(at, "archive.protect", archive.protect());
    return true;
  }
}
