package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;

/** Evidence that a text is about health, care or payment. */
final class HealthRules {
  private static final double CODE_WITH_KEYWORD = 1.5;
  private static final double CODE_ALONE = 0.8;
  private static final double DOSE = 0.8;
  private static final double AGE = 0.6;
  private static final double IN_NAMES = 0.3;
  private static final long CODE_CONCEPT = 1L << 40;

  private HealthRules() {}

  static void apply(PartView view) {
    Marks terms = view.scan.terms;
    for (int i = 0; i < terms.size; i++) {
      Term term = view.term(i);
      if (term == null) {
        suffix(view, i);
      } else if (term.weight() > 0) {
        note(view, terms.start[i], terms.end[i], terms.what[i], term.weight(), term.healthClass());
      } else if (term.is(Sense.UNIT) && numberBefore(view, terms.start[i], 1)) {
        extra(view, i, CODE_CONCEPT + 1, DOSE);
      } else if (term.is(Sense.AGE) && numberBefore(view, terms.start[i], 2)) {
        extra(view, i, CODE_CONCEPT + 2, AGE);
      }
    }
    codes(view);
  }

  private static void suffix(PartView view, int mark) {
    int start = view.scan.terms.start[mark];
    int end = view.scan.terms.end[mark];
    long concept = TokenTrie.start();
    for (int i = start; i < end; i++) {
      concept = TokenTrie.next(concept, Character.toLowerCase(view.text()[i]));
    }
    if (view.zones.forHealth(start)) {
      view.health.add(start, end, Scan.SUFFIX);
      view.evidence().health(concept | Long.MIN_VALUE, Suffixes.WEIGHT * names(view));
    }
  }

  private static void note(
      PartView view, int start, int end, int term, double weight, String label) {
    if (!view.zones.forHealth(start)) {
      return;
    }
    double counted = weight * names(view);
    view.health.add(start, end, term);
    if (view.evidence().health(term, counted) && weight >= 0.5) {
      int offset = view.part.originOf(start);
      // Beside a recipient's address in the audit trail even the name of a condition would be PHI.
      String sample = Mask.all(end - start);
      view.evidence()
          .add(
              Evidence.finding(
                  "health." + label, view.part.part(), offset, end - start, sample, counted, ""));
    }
  }

  private static void extra(PartView view, int mark, long concept, double weight) {
    int start = view.scan.terms.start[mark];
    if (view.zones.forHealth(start)) {
      view.health.add(start, view.scan.terms.end[mark], view.scan.terms.what[mark]);
      view.evidence().health(concept, weight);
    }
  }

  private static boolean numberBefore(PartView view, int place, int gap) {
    for (int i = place - 1; i >= 0 && i >= place - 1 - gap; i--) {
      if (Checks.digit(view.text()[i])) {
        return true;
      }
    }
    return false;
  }

  /** ICD-10-CM codes: {@code S72.001A}; without a dot only beside a keyword. */
  private static void codes(PartView view) {
    Marks numbers = view.scan.numbers;
    for (int i = 0; i < numbers.size; i++) {
      int start = numbers.start[i];
      int end = numbers.end[i];
      if (!codeStem(view.text(), start, end)) {
        continue;
      }
      boolean dotted = dottedWith(view, i);
      boolean keyword = view.before(Sense.CODE, start, 60) >= 0;
      if (dotted || keyword) {
        double weight = keyword ? CODE_WITH_KEYWORD : CODE_ALONE;
        view.evidence().health(CODE_CONCEPT + 16 + stemValue(view.text(), start), weight);
      }
    }
  }

  private static boolean codeStem(char[] t, int start, int end) {
    int length = end - start;
    boolean letter = t[start] >= 'A' && t[start] <= 'Z' && t[start] != 'U';
    return letter && length >= 3 && length <= 7 && Checks.digit(t[start + 1]);
  }

  private static int stemValue(char[] t, int start) {
    return (t[start] << 16) + (t[start + 1] << 8) + t[start + 2];
  }

  private static boolean dottedWith(PartView view, int i) {
    Marks numbers = view.scan.numbers;
    int end = numbers.end[i];
    boolean stem = end - numbers.start[i] == 3;
    boolean next = i + 1 < numbers.size && numbers.start[i + 1] == end + 1;
    return stem
        && next
        && view.text()[end] == '.'
        && numbers.end[i + 1] - numbers.start[i + 1] <= 4;
  }

  private static double names(PartView view) {
    return view.part.form() == Form.CORRESPONDENT ? IN_NAMES : 1;
  }
}
