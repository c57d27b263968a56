package io.postern.policy.rules;

import io.postern.config.Location;
import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.core.model.PolicyFiles;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.language.TestSpec;
import io.postern.policy.list.Lists;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
  private final PolicyFiles written;
  private final Consumer<PolicyFiles> keeper;
  private volatile Edition edition;
  private final List<OfMessage.OfHeader> asked;

  /** The files with the lists as they are for the time being. */
  private record Edition(PolicyFiles files, String version) {}

  PolicySet(
      List<PolicyRule> rules,
      Levels levels,
      Lists lists,
      List<TestSpec> tests,
      List<Problem> warnings,
      PolicyFiles written,
      Consumer<PolicyFiles> keeper) {
    this.rules = new RuleIndex(rules);
    this.levels = levels;
    this.lists = lists;
    this.tests = List.copyOf(tests);
    this.warnings = List.copyOf(warnings);
    this.written = written;
    this.keeper = keeper;
    this.edition = edition(lists.files());
    this.asked =
        rules.stream()
            .flatMap(r -> r.when().leaves())
            .filter(OfMessage.OfHeader.class::isInstance)
            .map(OfMessage.OfHeader.class::cast)
            .distinct()
            .toList();
  }

  private Edition edition(List<PolicyFiles.File> ofLists) {
    PolicyFiles all =
        new PolicyFiles(Stream.concat(written.files().stream(), ofLists.stream()).toList());
    return new Edition(all, all.version());
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

  /**
   * SHA-256 in hex over the names and texts of all policy files and lists, which says which they
   * are. It is another one when a list has changed.
   */
  public String version() {
    return edition.version();
  }

  /** The files and lists themselves; of a list too long to be stored, its digest. */
  public PolicyFiles files() {
    return edition.files();
  }

  /** The labels of the rules in order, as {@code file.yaml: name}. */
  public List<String> ruleLabels() {
    return rules.rules().stream().map(PolicyRule::label).toList();
  }

  /** Takes over what has changed in the files of lists. Called now and then; never throws. */
  public void refreshLists() {
    lists.refresh(changed -> {
      Edition next = edition(changed);
      keeper.accept(next.files());
      return () -> edition = next;
    });
  }

  /**
   * Asks while no list changes, so that all answers and {@link #version} are of one and the same.
   */
  <T> T asOneVersion(Supplier<T> question) {
    return lists.unchanged(question);
  }

  /** Whether the file of a list no longer looks as it did when it was read. */
  boolean listsMoved() {
    return lists.moved();
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

  static Location start(Path directory) {
    return new Location(directory.toString(), 1, 1);
  }
}
