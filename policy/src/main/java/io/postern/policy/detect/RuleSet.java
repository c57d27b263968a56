package io.postern.policy.detect;

import io.postern.config.Binder;
import io.postern.config.Keys;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.config.YamlTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything that files decide about the detector: rules with their weights and words, patterns and
 * terms of your own, your domains. Immutable; safe for many threads.
 */
public final class RuleSet {
  private final Map<Rule, ActiveRule> rules = new EnumMap<>(Rule.class);
  private final List<PatternRule> patterns;
  private final Lexicon lexicon;
  private final Set<String> ownDomains;

  private RuleSet(Map<String, RuleSpec> specs, DetectorFile file, Problems problems) {
    boolean hipaa = file.packs().contains(Pack.HIPAA);
    for (Rule rule : Rule.values()) {
      RuleSpec spec = specs.get(rule.label);
      if (spec == null) {
        throw new IllegalStateException("hipaa.yaml does not set " + rule.label);
      }
      rules.put(rule, spec.active(rule.label, rule.identifier, hipaa));
    }
    patterns =
        specs.entrySet().stream()
            .filter(e -> e.getValue().pattern().isPresent())
            .map(e -> PatternRule.of(e.getKey(), e.getValue()))
            .filter(p -> p.rule().enabled())
            .toList();
    lexicon = new Lexicon(rules, specs, file.lexicon(), problems);
    ownDomains =
        file.ownDomains().stream().map(d -> d.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** The pack {@code hipaa} as it ships. */
  public static RuleSet builtIn() {
    return BuiltIn.SET;
  }

  /**
   * Reads a file that sets rules.
   *
   * @throws io.postern.config.ConfigException with every problem of the file and of the files that
   *     it names, each with line and column
   */
  public static RuleSet load(Path file) {
    Problems problems = new Problems();
    RuleSet set = load(file, problems);
    problems.throwIfAny();
    return set;
  }

  /** The same, adding to problems found elsewhere; the result is good only if there are none. */
  public static RuleSet load(Path file, Problems problems) {
    Path base = file.toAbsolutePath().getParent();
    Binder binder = new Binder(base == null ? Path.of("") : base, problems);
    return YamlTree.read(file, problems)
        .flatMap(node -> binder.bind(node, DetectorFile.class))
        .map(written -> of(written, binder, problems))
        .orElse(builtIn());
  }

  private static RuleSet of(DetectorFile file, Binder binder, Problems problems) {
    Map<String, RuleSpec> specs = new LinkedHashMap<>();
    merge(specs, pack(Pack.HIPAA), binder, problems);
    for (Pack pack : Pack.values()) {
      if (pack != Pack.HIPAA && file.packs().contains(pack)) {
        merge(specs, pack(pack), binder, problems);
      }
    }
    merge(specs, file.rules(), binder, problems);
    return new RuleSet(specs, file, problems);
  }

  /** The names of the rules that a pack sets. */
  public static Set<String> rulesOf(Pack pack) {
    return pack(pack) instanceof YamlNode.Mapping rules ? rules.entries().keySet() : Set.of();
  }

  /** The names of all rules that findings may have: the built-in ones and those of files. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(StructuredFormats.NAMES);
    Arrays.stream(Rule.values()).forEach(r -> names.add(r.label));
    patterns.forEach(p -> names.add(p.rule().label()));
    return names;
  }

  private static YamlNode pack(Pack pack) {
    Problems problems = new Problems();
    Binder binder = new Binder(Path.of(""), problems);
    String text = String.join("\n", WordFile.resource(pack.file()).lines());
    YamlNode rules =
        YamlTree.parse(pack.file(), text, problems)
            .flatMap(node -> binder.bind(node, DetectorFile.class))
            .map(DetectorFile::rules)
            .orElse(null);
    problems.throwIfAny();
    return Objects.requireNonNull(rules);
  }

  private static void merge(
      Map<String, RuleSpec> specs, YamlNode rules, Binder binder, Problems problems) {
    if (!(rules instanceof YamlNode.Mapping mapping)) {
      problems.add(rules, "keys with values are needed");
      return;
    }
    mapping
        .entries()
        .forEach((name, entry) ->
            binder
                .bind(entry.value(), RuleSpec.class)
                .ifPresent(spec -> {
                  RuleSpec earlier = specs.get(name);
                  if (earlier == null && Rule.named(name).isEmpty() && spec.pattern().isEmpty()) {
                    problems.add(entry.key(), entry.value().path(), unknown(name, specs.keySet()));
                  } else if (Rule.named(name).isPresent() && spec.pattern().isPresent()) {
                    problems.add(
                        entry.key(), entry.value().path(), "a built-in rule takes no pattern");
                  } else {
                    specs.put(name, earlier == null ? spec : spec.over(earlier));
                  }
                }));
  }

  private static String unknown(String name, Set<String> custom) {
    Set<String> known = new TreeSet<>(custom);
    Arrays.stream(Rule.values()).forEach(r -> known.add(r.label));
    return "no such rule, and a rule of your own needs a pattern" + Keys.didYouMean(name, known);
  }

  ActiveRule of(Rule rule) {
    return Objects.requireNonNull(rules.get(rule));
  }

  List<PatternRule> patterns() {
    return patterns;
  }

  Lexicon lexicon() {
    return lexicon;
  }

  /** Whether an address belongs to the organisation itself. */
  boolean own(String address) {
    String lower = address.toLowerCase(Locale.ROOT);
    return ownDomains.stream().anyMatch(d -> lower.endsWith("@" + d) || lower.endsWith("." + d));
  }

  /** Compiled on first use, once. */
  private static final class BuiltIn {
    static final RuleSet SET = builtIn();

    private static RuleSet builtIn() {
      Problems problems = new Problems();
      Binder binder = new Binder(Path.of(""), problems);
      RuleSet set = of(Binder.defaults(DetectorFile.class), binder, problems);
      problems.throwIfAny();
      return set;
    }
  }
}
