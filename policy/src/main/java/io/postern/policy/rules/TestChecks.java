package io.postern.policy.rules;

import io.postern.config.Binder;
import io.postern.config.Keys;
import io.postern.config.Problems;
import io.postern.config.Written;
import io.postern.config.YamlNode;
import io.postern.core.model.Mailbox;
import io.postern.policy.language.ExpectSpec;
import io.postern.policy.language.TestSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong with a test and can be known without running it. For one thread.
 *
 * @param rules the names of all rules
 */
record TestChecks(Problems problems, Set<String> rules) {
  /** An outcome where no rule matches. */
  private static final String NONE = "none";

  /**
   * What is expected of each recipient by its address as decisions spell it, where that is written;
   * else it is expected of all.
   */
  static Optional<Map<String, YamlNode.Entry>> byAddress(YamlNode expect) {
    return expect instanceof YamlNode.Mapping m
            && m.entries().keySet().stream().anyMatch(k -> k.contains("@"))
        ? Optional.of(spelt(m.entries()))
        : Optional.empty();
  }

  private static Map<String, YamlNode.Entry> spelt(Map<String, YamlNode.Entry> written) {
    Map<String, YamlNode.Entry> spelt = new LinkedHashMap<>();
    written.forEach((address, entry) -> spelt.put(spelt(address), entry));
    return spelt;
  }

  /** An address as decisions spell it; what is none stays as it is. */
  static String spelt(String address) {
    try {
      return Mailbox.parse(address).address();
    } catch (IllegalArgumentException e) {
      return address; // complained of where addresses are checked
    }
  }

  static Optional<ExpectSpec> bind(YamlNode expect, Problems problems) {
    return new Binder(Path.of(""), problems).bind(expect, ExpectSpec.class);
  }

  void check(TestSpec test) {
    Written at = test.written();
    if (!test.from().equals("<>")) {
      address(at.at("from"), test.from());
    }
    List<YamlNode> to = at.each("to");
    for (int i = 0; i < to.size(); i++) {
      address(to.get(i), test.to().get(i));
    }
    byAddress(test.expect())
        .ifPresentOrElse(
            all -> addresses(all, test.to().stream().map(TestChecks::spelt).toList()),
            () -> expect(test.expect()));
  }

  private void address(YamlNode value, String address) {
    try {
      Mailbox.parse(address);
    } catch (IllegalArgumentException e) {
      problems.add(value, String.valueOf(e.getMessage()));
    }
  }

  private void addresses(Map<String, YamlNode.Entry> expected, List<String> to) {
    expected.forEach((address, entry) -> {
      if (to.contains(address)) {
        expect(entry.value());
      } else {
        String meant = Keys.didYouMean(address, to);
        problems.add(entry.key(), entry.value().path(), "not among the recipients (to)" + meant);
      }
    });
  }

  private void expect(YamlNode node) {
    bind(node, problems)
        .flatMap(ExpectSpec::rule)
        .filter(name -> !name.equals(NONE) && !rules.contains(name))
        .ifPresent(name ->
            problems.add(
                new Written((YamlNode.Mapping) node).at("rule"),
                "no such rule" + NameCompiler.hint(name, rules)));
  }
}
