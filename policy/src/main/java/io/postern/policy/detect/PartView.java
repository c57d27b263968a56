package io.postern.policy.detect;

import io.postern.core.model.Screening.Finding;
import io.postern.policy.extract.PartText;
import io.postern.policy.extract.PartText.Form;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One text with its marks, as the rules see it. For one thread. */
final class PartView {
  /** An identifier this near to a health word belongs to it, in characters. */
  private static final int NEAR = 400;

  private static final double FAR = 0.55;
  private static final double FAR_HEADER = 0.9;

  /** Who writes to many says where they can be reached (16 CFR 316.5). */
  private static final double BULK = 0.5;

  /** That there is a record of care is something about it. */
  private static final double RECORD = 0.6;

  /** Longer phrases of context than this are not looked for backwards. */
  private static final int LONGEST_PHRASE = 60;

  final PartText part;
  final Scan scan;
  final Zones zones;
  final Marks health = new Marks();
  final HealthNotes notes = new HealthNotes();
  final PersonalCare personal = new PersonalCare(this);

  /** Whether somebody is greeted by name. */
  boolean greeted;

  private final RuleSet rules;
  private final Message message;

  PartView(PartText part, Scan scan, Zones zones, RuleSet rules, Message message) {
    this.part = part;
    this.scan = scan;
    this.zones = zones;
    this.rules = rules;
    this.message = message;
  }

  char[] text() {
    return scan.text;
  }

  int length() {
    return scan.length;
  }

  Lexicon lexicon() {
    return rules.lexicon();
  }

  ActiveRule rule(Rule rule) {
    return rules.of(rule);
  }

  Evidence evidence() {
    return message.evidence();
  }

  Correspondents correspondents() {
    return message.correspondents();
  }

  boolean is(Form form) {
    return part.form() == form;
  }

  /** The term of a mark; null where the word is medical by its ending only. */
  @Nullable Term term(int mark) {
    int index = scan.terms.what[mark];
    return index == Scan.SUFFIX ? null : lexicon().term(index);
  }

  /** What the health word of a mark in {@link #health} weighs. */
  double healthWeight(int mark) {
    int index = health.what[mark];
    return index == Scan.SUFFIX ? Suffixes.WEIGHT : lexicon().term(index).weight();
  }

  /** What the health word that begins at a place weighs; 0 where none does. */
  double healthAt(int place) {
    int i = health.atOrAfter(place);
    return i < health.size && health.start[i] == place ? healthWeight(i) : 0;
  }

  /** Whether the health word of a mark speaks of money only. */
  boolean pays(int mark) {
    int index = health.what[mark];
    return index != Scan.SUFFIX && lexicon().term(index).is(Sense.PAYMENT);
  }

  boolean is(int mark, Sense sense) {
    Term term = term(mark);
    return term != null && term.is(sense);
  }

  /** The distance back to the nearest keyword of a sense, or -1 where none within the window. */
  int before(Sense sense, int place, int window) {
    Marks terms = scan.terms;
    for (int i = terms.atOrAfter(place) - 1; i >= 0; i--) {
      int distance = place - terms.end[i];
      if (place - terms.start[i] > window + LONGEST_PHRASE) {
        return -1;
      }
      if (distance >= 0 && distance <= window && is(i, sense)) {
        return distance;
      }
    }
    return -1;
  }

  /** Whether a keyword of a sense begins within the window after a place. */
  boolean after(Sense sense, int place, int window) {
    Marks terms = scan.terms;
    for (int i = terms.atOrAfter(place); i < terms.size; i++) {
      if (terms.start[i] - place > window) {
        return false;
      }
      if (is(i, sense)) {
        return true;
      }
    }
    return false;
  }

  boolean around(Sense sense, int start, int end, int window) {
    return before(sense, start, window) >= 0 || after(sense, end, window);
  }

  /** Records an identifier found by a built-in rule. */
  void found(Rule rule, int start, int end, double factor) {
    found(rule(rule), start, end, factor);
  }

  /**
   * Records an identifier, unless the rule is off.
   *
   * @param factor what is left of the rule's weight here, 0 to 1
   */
  void found(ActiveRule rule, int start, int end, double factor) {
    if (factor == 0 || !rule.enabled() || rule.identifier() == Identifier.HEALTH) {
      return;
    }
    double zone = rule.identifier().zoned() ? zones.forIdentifier(start) : 1;
    boolean sender = rule.identifier().contact() && zones.bulk();
    double weight = rule.weight() * factor * zone * (sender ? BULK : 1);
    int mark = nearestHealth(start, end);
    double link = mark >= 0 ? 1 : far();
    long value = Fingerprint.ofPassing(text(), start, end);
    if (rule.identifier().careGiven() && zones.forIdentifier(start) == 1) {
      evidence().health(HealthRules.OTHER_CONCEPT + HealthRules.RECORD, RECORD * factor);
    }
    evidence()
        .identifier(
            rule,
            weight,
            link,
            value,
            part.part(),
            () -> finding(rule, start, end, weight, near(mark, start)));
  }

  private Finding finding(
      ActiveRule rule, int start, int end, double weight, Optional<String> near) {
    return new Finding(
        rule.label(),
        part.part(),
        part.originOf(start),
        part.originOf(end - 1) + 1 - part.originOf(start),
        Mask.of(rule.identifier(), text(), start, end),
        rounded(weight),
        near,
        Optional.of(message.fingerprint().of(text(), start, end)));
  }

  /** A finding of health evidence: beside a recipient's address even the word would be PHI. */
  Finding healthFinding(String rule, int start, int end, double weight) {
    int offset = part.originOf(start);
    String sample = Mask.all(end - start);
    return new Finding(
        rule, part.part(), offset, end - start, sample, rounded(weight), Optional.empty());
  }

  private static double rounded(double weight) {
    return Math.round(weight * 100) / 100.0;
  }

  private double far() {
    return is(Form.SUBJECT) || is(Form.FILE_NAME) ? FAR_HEADER : FAR;
  }

  private int nearestHealth(int start, int end) {
    int i = health.atOrAfter(start);
    int after = i < health.size ? health.start[i] - end : Integer.MAX_VALUE;
    int before = i > 0 ? start - health.end[i - 1] : Integer.MAX_VALUE;
    if (Math.min(after, before) > NEAR) {
      return -1;
    }
    return before <= after ? i - 1 : i;
  }

  private Optional<String> near(int mark, int place) {
    if (mark < 0) {
      return Optional.empty();
    }
    int distance = health.start[mark] - place;
    int index = health.what[mark];
    String rule = index == Scan.SUFFIX ? Rule.ENDING.label : lexicon().term(index).healthRule();
    return Optional.of(rule + (distance < 0 ? "@" : "@+") + distance);
  }
}
