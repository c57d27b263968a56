package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;

/** Evidence that a text is about health, care or payment, from words. */
final class HealthRules {
  /** What is left of a word in somebody's name, as in "Cardiology Desk". */
  private static final double IN_NAMES = 0.3;

  /** From this weight on a word is worth a line in the explanation. */
  static final double TELLING = 0.5;

  /** Concepts that are no term have numbers above those of terms. */
  static final long OTHER_CONCEPT = 1L << 40;

  /** The concept that care is somebody's, counted from {@link #OTHER_CONCEPT}. */
  static final long PERSONAL = 4;

  /** The concept that there is a record of somebody's care. */
  static final long RECORD = 5;

  /** The concept that who gives care writes or is written to. */
  static final long GIVER = 6;

  private final PartView view;
  private final Marks terms;

  private HealthRules(PartView view) {
    this.view = view;
    this.terms = view.scan.terms;
  }

  static void apply(PartView view) {
    HealthRules rules = new HealthRules(view);
    for (int i = 0; i < rules.terms.size; i++) {
      rules.at(i);
    }
    CodeRules.apply(view);
    view.notes.report(view);
  }

  private void at(int i) {
    Term term = view.term(i);
    if (term == null) {
      ending(i);
      return;
    }
    if (term.weight() > 0) {
      note(i, term);
    }
    if (term.is(Sense.UNIT) && numberBefore(terms.start[i], 1)) {
      extra(i, Rule.DOSE, 1);
    } else if (term.is(Sense.AGE) && numberBefore(terms.start[i], 2)) {
      extra(i, Rule.PATIENT_AGE, 2);
    } else if (term.is(Sense.LAB) && valueAfter(terms.end[i])) {
      extra(i, Rule.LAB_VALUE, 3);
    }
  }

  private void ending(int mark) {
    int start = terms.start[mark];
    int end = terms.end[mark];
    ActiveRule rule = view.rule(Rule.ENDING);
    if (rule.enabled() && view.zones.forHealth(start)) {
      view.health.add(start, end, Scan.SUFFIX);
      long concept = Fingerprint.ofPassing(view.text(), start, end) | Long.MIN_VALUE;
      view.notes.add(start, end, concept, rule.weight() * names(), rule.label());
    }
  }

  private void note(int mark, Term term) {
    int start = terms.start[mark];
    int end = terms.end[mark];
    // "Bayer" or "Burns" of the signature is no drug and no injury
    boolean writer = view.correspondents().writes(view.text(), start, end);
    if (writer || !view.zones.forHealth(start)) {
      return;
    }
    view.health.add(start, end, terms.what[mark]);
    String rule = term.healthRule();
    view.notes.add(start, end, terms.what[mark], term.weight() * names(), rule);
  }

  private void extra(int mark, Rule rule, long concept) {
    int start = terms.start[mark];
    if (view.rule(rule).enabled() && view.zones.forHealth(start)) {
      view.health.add(start, terms.end[mark], terms.what[mark]);
      double weight = view.rule(rule).weight();
      view.notes.add(start, terms.end[mark], OTHER_CONCEPT + concept, weight, rule.label);
    }
  }

  private boolean numberBefore(int place, int gap) {
    for (int i = place - 1; i >= 0 && i >= place - 1 - gap; i--) {
      if (Checks.digit(view.text()[i])) {
        return true;
      }
    }
    return false;
  }

  /** {@code HbA1c: 8.2}, {@code potassium was 5.9}. */
  private boolean valueAfter(int end) {
    Marks numbers = view.scan.numbers;
    int i = numbers.atOrAfter(end);
    int window = view.rule(Rule.LAB_VALUE).window();
    return i < numbers.size && numbers.what[i] > 0 && numbers.start[i] - end <= window;
  }

  private double names() {
    return view.is(Form.CORRESPONDENT) ? IN_NAMES : 1;
  }
}
