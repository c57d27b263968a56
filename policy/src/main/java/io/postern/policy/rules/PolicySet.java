package io.postern.policy.rules;

import io.postern.config.Binder;
import io.postern.config.Location;
import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.core.model.PolicyFiles;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.language.TestSpec;
import io.postern.policy.list.Lists;
import java.nio.file.Path;
import java.util.List;

/**
 * All rules, levels and tests of a policy directory. Immutable but for the lists, which follow
 * their files; safe for use by many threads.
 */
public final class PolicySet {
  private final RuleIndex rules;
  private final Levels levels;
  private final Lists lists;
  private final List<TestSpec> tests;
  private final List<Problem> warnings;
  private final PolicyFiles files;
  private final String version;
  private final boolean needsAttachments;
  private final List<OfMessage.OfHeader> asked;

  PolicySet(
      List<PolicyRule> rules,
      Levels levels,
      Lists lists,
      List<TestSpec> tests,
      List<Problem> warnings,
      PolicyFiles files) {
    this.rules = new RuleIndex(rules);
    this.levels = levels;
    this.lists = lists;
    this.tests = List.copyOf(tests);
    this.warnings = List.copyOf(warnings);
    this.files = files;
    this.version = files.version();
    this.asked = rules.stream().flatMap(r -> Reach.ofHeader(r.when())).distinct().toList();
    this.needsAttachments = rules.stream().anyMatch(r -> Reach.needsAttachments(r.when()));
  }

  /**
   * Reads {@code *.yaml} in a directory in the order of the file names.
   *
   * @throws io.postern.config.ConfigException with every problem of every file
   */
  public static PolicySet load(Path directory) {
    return load(directory, Surroundings.UNKNOWN);
  }

  /**
   * The same, checked against what stands around it.
   *
   * @throws io.postern.config.ConfigException with every problem of every file
   */
  public static PolicySet load(Path directory, Surroundings around) {
    Problems problems = new Problems();
    PolicySet set = load(directory, around, problems);
    problems.throwIfAny();
    return set;
  }

  /** The same, adding to problems found elsewhere; the result is good only if there are none. */
  public static PolicySet load(Path directory, Surroundings around, Problems problems) {
    return new PolicyLoader(directory, around, problems).load();
  }

  /** What is allowed and yet should be known: rules that let PHI go in clear, and the like. */
  public List<Problem> warnings() {
    return warnings;
  }

  /** SHA-256 in hex over the names and bytes of all policy files, which says which they are. */
  public String version() {
    return version;
  }

  /** The files themselves. */
  public PolicyFiles files() {
    return files;
  }

  /** The labels of the rules in order, as {@code file.yaml: name}. */
  public List<String> ruleLabels() {
    return rules.rules().stream().map(PolicyRule::label).toList();
  }

  /** Takes over what has changed in the files of lists. Called now and then; never throws. */
  public void refreshLists() {
    lists.refresh();
  }

  /** The conditions of its rules that ask for a message's own fields. */
  public List<OfMessage.OfHeader> asked() {
    return asked;
  }

  RuleIndex index() {
    return rules;
  }

  List<PolicyRule> rules() {
    return rules.rules();
  }

  Levels levels() {
    return levels;
  }

  List<TestSpec> tests() {
    return tests;
  }

  /** Whether a rule asks for files in the message, which have to be looked for. */
  public boolean needsAttachments() {
    return needsAttachments;
  }

  static Location start(Path directory) {
    return new Location(directory.toString(), 1, 1);
  }

  static <T extends Record> List<T> bind(Binder binder, List<YamlNode> nodes, Class<T> type) {
    return nodes.stream().flatMap(n -> binder.bind(n, type).stream()).toList();
  }
}
