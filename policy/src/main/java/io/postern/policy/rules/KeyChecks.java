package io.postern.policy.rules;

import io.postern.config.Problem;
import io.postern.config.YamlNode;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.language.Method;
import io.postern.policy.rules.Surroundings.Keys;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Certificates and keys that rules need and that are not there: of recipients that a rule spells
 * out where it allows nothing else, and of senders that it spells out. For one thread.
 */
record KeyChecks(Keys keys, List<Problem> warnings) {
  void check(PolicyRule rule) {
    if (rule.action() instanceof Action.Protect(List<Method> methods)) {
      List<Method> keyed = methods.stream().filter(KeyChecks::isKeyed).toList();
      if (keyed.size() == methods.size()) {
        spelt(rule.when(), KeyChecks::recipients)
            .filter(name -> keyed.stream().noneMatch(m -> keys.encrypts(m, name)))
            .forEach(name -> warn(rule, name, "no certificate or key: what is for it is held"));
      }
      keyed.forEach(m ->
          spelt(rule.when(), KeyChecks::senders)
              .filter(name -> !keys.signs(m, name))
              .forEach(name ->
                  warn(rule, name, "no " + m.label() + " key: what it sends goes unsigned")));
    }
  }

  private static boolean isKeyed(Method method) {
    return switch (method) {
      case SMIME, OPENPGP -> true;
      case TLS, PORTAL, PREFERRED -> false;
    };
  }

  /** At the name, so that the text has none: who is written to is nobody's business in a log. */
  private void warn(PolicyRule rule, String name, String message) {
    YamlNode at = place(rule.written().at("when"), name).orElse(rule.written().at("protect"));
    warnings.add(new Problem(at.location(), at.path(), message));
  }

  private static Optional<YamlNode> place(YamlNode within, String name) {
    return switch (within) {
      case YamlNode.Scalar s ->
          s.text().strip().equalsIgnoreCase(name) ? Optional.of(s) : Optional.empty();
      case YamlNode.Sequence s -> place(s.items().stream(), name);
      case YamlNode.Mapping m ->
          place(m.entries().values().stream().map(YamlNode.Entry::value), name);
    };
  }

  private static Optional<YamlNode> place(Stream<YamlNode> among, String name) {
    return among.flatMap(n -> place(n, name).stream()).findFirst();
  }

  /** Names that are spelt out in what may hold where the condition holds. */
  private static Stream<String> spelt(Condition condition, Spelt names) {
    return switch (condition) {
      case Combined.All all -> all.parts().stream().flatMap(p -> spelt(p, names));
      case Combined.Any any -> any.parts().stream().flatMap(p -> spelt(p, names));
      case Combined.Not not -> Stream.empty();
      case OfMessage one -> names.in(one).sorted();
      case OfRecipient one -> names.in(one).sorted();
      case Expressed one -> Stream.empty();
    };
  }

  @FunctionalInterface
  private interface Spelt {
    Stream<String> in(Condition leaf);
  }

  private static Stream<String> recipients(Condition leaf) {
    return switch (leaf) {
      case OfRecipient.Address(Names names) -> names.exact().stream();
      case OfRecipient.Domain(Names names) -> names.exact().stream();
      case Condition other -> Stream.empty();
    };
  }

  private static Stream<String> senders(Condition leaf) {
    return switch (leaf) {
      case OfMessage.Sender(Names names) -> names.exact().stream().filter(n -> n.contains("@"));
      case OfMessage.SenderDomain(Names names) -> names.exact().stream();
      case Condition other -> Stream.empty();
    };
  }
}
