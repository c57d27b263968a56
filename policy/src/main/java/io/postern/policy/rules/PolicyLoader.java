package io.postern.policy.rules;

import io.postern.config.Binder;
import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.config.YamlTree;
import io.postern.core.model.PolicyFiles;
import io.postern.policy.language.LevelSpec;
import io.postern.policy.language.PolicyFile;
import io.postern.policy.language.RuleSpec;
import io.postern.policy.language.TestSpec;
import io.postern.policy.list.Lists;
import io.postern.policy.rules.Levels.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a policy directory and finds everything that is wrong with it. Used once. */
final class PolicyLoader {
  private final Path directory;
  private final Surroundings around;
  private final Problems problems;
  private final Binder binder;
  private final Lists lists = new Lists();
  private final Map<Path, PolicyFile> written = new LinkedHashMap<>();
  private final List<PolicyRule> rules = new ArrayList<>();
  private final BitSet mistaken = new BitSet();
  private final List<Level> levels = new ArrayList<>();
  private final List<TestSpec> tests = new ArrayList<>();
  private final List<PolicyFiles.File> texts = new ArrayList<>();

  PolicyLoader(Path directory, Surroundings around, Problems problems) {
    this.directory = directory;
    this.around = around;
    this.problems = problems;
    this.binder = new Binder(directory, problems);
  }

  PolicySet load() {
    files().forEach(this::read);
    // lists first: a rule may ask for one that a later file declares
    written.values().forEach(w -> lists.add(w.lists(), problems));
    NameCompiler named = new NameCompiler(problems, lists, around.groups());
    ConditionCompiler conditions = new ConditionCompiler(problems, named, around);
    RuleCompiler compiler = new RuleCompiler(problems, named, conditions);
    written.forEach((file, content) -> compile(compiler, file, content));
    Set<String> names = rules.stream().map(PolicyRule::name).collect(Collectors.toSet());
    tests.forEach(t -> new TestChecks(problems, names).check(t));
    PolicyChecks checks = new PolicyChecks(directory, rules, mistaken, levels, around, problems);
    checks.check();
    return new PolicySet(
        rules,
        new Levels(levels),
        lists,
        tests,
        checks.warnings(),
        new PolicyFiles(texts),
        around.keeper());
  }

  private void read(Path file) {
    YamlTree.text(file, problems).ifPresent(text -> read(file, text));
  }

  /** Rules and version are of one and the same text, whatever becomes of the file meanwhile. */
  private void read(Path file, String text) {
    if (text.isBlank()) {
      // most likely cut off by whoever writes it just now; without its rules others would decide
      Location start = new Location(file.toString(), 1, 1);
      problems.add(start, "", "empty; a policy file that has nothing to say is deleted");
    }
    texts.add(new PolicyFiles.File(String.valueOf(file.getFileName()), text));
    YamlTree.parse(file.toString(), text, problems)
        .flatMap(node -> binder.bind(node, PolicyFile.class))
        .ifPresent(w -> written.put(file, w));
  }

  private void compile(RuleCompiler compiler, Path file, PolicyFile content) {
    String name = String.valueOf(file.getFileName());
    bind(content.rules(), RuleSpec.class).forEach(r -> rule(compiler, r, name));
    bind(content.levels(), LevelSpec.class)
        .forEach(l -> compiler.levels(l, name).forEach(levels::add));
    tests.addAll(bind(content.tests(), TestSpec.class));
  }

  private void rule(RuleCompiler compiler, RuleSpec spec, String file) {
    int before = problems.count();
    PolicyRule rule = compiler.rule(spec, file);
    if (problems.count() > before) {
      mistaken.set(rules.size());
    }
    rules.add(rule);
  }

  private <T extends Record> List<T> bind(List<YamlNode> nodes, Class<T> type) {
    return nodes.stream().flatMap(n -> binder.bind(n, type).stream()).toList();
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files = all.filter(PolicyLoader::isPolicy).sorted().toList();
      if (files.isEmpty()) {
        problems.add(
            PolicySet.start(directory), "", "no policy file (*.yaml): every message would be held");
      }
      return files;
    } catch (IOException e) {
      problems.add(PolicySet.start(directory), "", "the policy directory cannot be read");
      return List.of();
    }
  }

  private static boolean isPolicy(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".yaml") && Files.isRegularFile(file);
  }
}
