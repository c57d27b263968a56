package io.postern.policy.detect;

/** Numbers that the state gives to a person: social security, Medicare, old and new. */
final class PersonNumbers {
  /** Dots and spaces divide many other numbers too. */
  private static final double OTHER_SEPARATOR = 0.75;

  /** Nine digits without separators are many things; the keyword must be near. */
  private static final int BARE_WINDOW = 60;

  private static final int MBI_WIDTH = 11;

  private final PartView view;
  private final Numbers numbers;
  private final char[] text;

  PersonNumbers(PartView view, Numbers numbers) {
    this.view = view;
    this.numbers = numbers;
    this.text = view.text();
  }

  /** How many numbers from {@code i} on were used. */
  int at(int i, int group) {
    if (group >= 3 && (ssn(i) || mbi(i))) {
      return 3;
    }
    boolean found =
        switch (numbers.width(i)) {
          case MBI_WIDTH -> foundMbi(numbers.start(i), numbers.end(i)) || hicn(i, i);
          case 10 -> hicn(i, i);
          case 9 -> bareSsn(i);
          case 4 -> lastFour(i);
          default -> false;
        };
    return found ? 1 : 0;
  }

  private boolean ssn(int i) {
    boolean hicn = numbers.width(i + 2) > 4 && numbers.allDigits(i + 2) >= 4;
    if (hicn && numbers.shape(i, 3, 2)) {
      return hicn(i, i + 2);
    }
    char separator = numbers.separator(i);
    if (!numbers.shape(i, 3, 2, 4) || separator == '/') {
      return false;
    }
    return foundSsn(numbers.start(i), numbers.end(i + 2), separator == '-' ? 1 : OTHER_SEPARATOR);
  }

  private boolean foundSsn(int start, int end, double factor) {
    ActiveRule context = view.rule(Rule.SSN_CONTEXT);
    if (context.enabled()
        && context.check().passes(text, start, end)
        && view.around(Sense.SSN, start, end, context.window())) {
      view.found(context, start, end, 1);
      return true;
    }
    ActiveRule form = view.rule(Rule.SSN_FORM);
    boolean other =
        view.before(Sense.VETO, start, form.window()) >= 0
            || view.before(Sense.MEMBER, start, form.window()) >= 0;
    if (other || !form.enabled() || !form.check().passes(text, start, end)) {
      return false;
    }
    view.found(form, start, end, factor);
    return true;
  }

  private boolean bareSsn(int i) {
    ActiveRule rule = view.rule(Rule.SSN_CONTEXT);
    int start = numbers.start(i);
    int end = numbers.end(i);
    int window = Math.min(BARE_WINDOW, rule.window());
    boolean near =
        rule.enabled() && numbers.digits(i) == 9 && view.around(Sense.SSN, start, end, window);
    if (!near || !rule.check().passes(text, start, end)) {
      return false;
    }
    view.found(rule, start, end, 1);
    return true;
  }

  /** The last four digits, unless they end a longer number. */
  private boolean lastFour(int i) {
    ActiveRule rule = view.rule(Rule.SSN_LAST_FOUR);
    int start = numbers.start(i);
    boolean tail = start >= 2 && text[start - 1] == '-' && Checks.digit(text[start - 2]);
    if (tail || numbers.digits(i) != 4 || !rule.enabled()) {
      return false;
    }
    boolean near =
        view.before(Sense.SSN, start, rule.window()) >= 0 && view.before(Sense.DOB, start, 12) < 0;
    if (near) {
      view.found(rule, start, numbers.end(i), 1);
    }
    return near;
  }

  /** A social security number and a beneficiary code: {@code 536-22-8726A}, {@code 536228726C1}. */
  private boolean hicn(int first, int last) {
    ActiveRule rule = view.rule(Rule.HICN_CONTEXT);
    int start = numbers.start(first);
    int end = numbers.end(last);
    int code = end;
    for (int k = end - 1; code == end && k > end - 3; k--) {
      code = Character.isLetter(text[k]) ? k : code;
    }
    boolean near =
        rule.enabled() && code < end && view.around(Sense.MBI, start, end, rule.window());
    if (!near || Checks.digits(text, start, code) != 9 || !rule.check().passes(text, start, code)) {
      return false;
    }
    view.found(rule, start, end, 1);
    return true;
  }

  private boolean mbi(int i) {
    boolean form =
        numbers.separator(i) == '-'
            && numbers.width(i) == 4
            && numbers.width(i + 1) == 3
            && numbers.width(i + 2) == 4;
    return form && foundMbi(numbers.start(i), numbers.end(i + 2));
  }

  private boolean foundMbi(int start, int end) {
    ActiveRule context = view.rule(Rule.MBI_CONTEXT);
    boolean near = view.around(Sense.MBI, start, end, context.window());
    ActiveRule rule = near && context.enabled() ? context : view.rule(Rule.MBI_FORM);
    if (!rule.enabled() || !rule.check().passes(text, start, end)) {
      return false;
    }
    view.found(rule, start, end, 1);
    return true;
  }
}
