package io.postern.policy.detect;

/** Codes of diagnoses, procedures, drugs and tests, by form and keyword. */
final class CodeRules {
  private static final int PROCEDURE_CODE = 5;
  private static final long KINDS = 1L << 33;

  private final PartView view;
  private final Numbers numbers;
  private final char[] text;

  private CodeRules(PartView view) {
    this.view = view;
    this.numbers = new Numbers(view);
    this.text = view.text();
  }

  static void apply(PartView view) {
    CodeRules rules = new CodeRules(view);
    for (int i = 0; i < rules.numbers.count(); i++) {
      rules.at(i);
    }
  }

  private void at(int i) {
    int start = numbers.start(i);
    if (diagnosisStem(i)) {
      diagnosis(i, start);
    } else if (numbers.width(i) == PROCEDURE_CODE && procedure(i)) {
      note(Rule.PROCEDURE_CODE, start, numbers.end(i), 1);
    } else if (numbers.digits(i) == 3 || numbers.width(i) == 3) {
      oldDiagnosis(i, start);
    }
    if (numbers.digits(i) >= 4 && i + 1 < numbers.count() && next(i, '-')) {
      drugOrTest(i, start);
    }
  }

  /** ICD-10-CM: a letter but U, a digit, a digit or A or B, up to four more behind a dot. */
  private boolean diagnosisStem(int i) {
    int start = numbers.start(i);
    int width = numbers.width(i);
    char letter = text[start];
    return letter >= 'A'
        && letter <= 'Z'
        && letter != 'U'
        && width >= 3
        && width <= 7
        && Checks.digit(text[start + 1])
        && (Checks.digit(text[start + 2]) || text[start + 2] == 'A' || text[start + 2] == 'B');
  }

  private void diagnosis(int i, int start) {
    boolean dotted = numbers.width(i) == 3 && dotFollows(i, 4);
    int end = numbers.end(dotted ? i + 1 : i);
    ActiveRule behind = view.rule(Rule.CODE);
    if (behind.enabled() && view.before(Sense.CODE, start, behind.window()) >= 0) {
      note(Rule.CODE, start, end, 2);
    } else if (dotted) {
      note(Rule.CODE_FORM, start, end, 2);
    } else if (numbers.width(i) == PROCEDURE_CODE && procedure(i)) {
      note(Rule.PROCEDURE_CODE, start, end, 1);
    }
  }

  /** ICD-9-CM: three digits, or V and two, with a dot, behind a keyword only. */
  private void oldDiagnosis(int i, int start) {
    ActiveRule rule = view.rule(Rule.CODE);
    boolean form = numbers.digits(i) == 3 || text[start] == 'V' || text[start] == 'E';
    if (form && dotFollows(i, 2) && view.before(Sense.CODE, start, rule.window()) >= 0) {
      note(Rule.CODE, start, numbers.end(i + 1), 2);
    }
  }

  /** CPT and HCPCS: five characters, of which four or five are digits. */
  private boolean procedure(int i) {
    ActiveRule rule = view.rule(Rule.PROCEDURE_CODE);
    return numbers.allDigits(i) >= 4
        && view.before(Sense.CPT, numbers.start(i), rule.window()) >= 0;
  }

  /** NDC in its forms of ten and eleven digits; LOINC with its mod-10 digit. */
  private void drugOrTest(int i, int start) {
    int a = numbers.digits(i);
    int b = numbers.digits(i + 1);
    int c = numbers.group(i) == 3 ? numbers.digits(i + 2) : 0;
    boolean drug =
        (a == 4 || a == 5) && (b == 3 || b == 4) && (c == 1 || c == 2) && a + b + c >= 10;
    if (drug) {
      note(Rule.NDC, start, numbers.end(i + 2), 3);
    } else if (a <= 5 && b == 1 && c == 0 && luhn(i)) {
      int window = view.rule(Rule.LOINC).window();
      if (view.before(Sense.LAB, start, window) >= 0) {
        note(Rule.LOINC, start, numbers.end(i + 1), 4);
      }
    }
  }

  private boolean luhn(int i) {
    return Checks.luhn(text, numbers.start(i), numbers.end(i + 1), 0);
  }

  private boolean dotFollows(int i, int most) {
    return i + 1 < numbers.count() && next(i, '.') && numbers.width(i + 1) <= most;
  }

  private boolean next(int i, char separator) {
    return numbers.start(i + 1) == numbers.end(i) + 1 && numbers.separator(i) == separator;
  }

  private void note(Rule rule, int start, int end, int kind) {
    ActiveRule active = view.rule(rule);
    if (active.enabled() && view.zones.forHealth(start)) {
      // the first three characters are the category: its subcodes are one concept
      long stem = (long) text[start] << 16 | (long) text[start + 1] << 8 | text[start + 2];
      long concept = HealthRules.OTHER_CONCEPT + kind * KINDS + stem;
      view.notes.add(start, end, concept, active.weight(), rule.label);
    }
  }
}
