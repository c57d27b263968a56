package io.postern.policy.detect;

/** Telephone numbers and payment cards: known by their form. */
final class ContactNumbers {
  /** What is left of a card's weight beside a word for another number. */
  private static final double VETOED = 0.3;

  private static final int MOST_CARD_GROUPS = 5;

  private final PartView view;
  private final Numbers numbers;
  private final char[] text;

  ContactNumbers(PartView view, Numbers numbers) {
    this.view = view;
    this.numbers = numbers;
    this.text = view.text();
  }

  /** How many numbers from {@code i} on were used. */
  int at(int i, int group) {
    if (group >= 3 ? phone(i) : bracketed(i)) {
      return 3;
    }
    return card(i, group);
  }

  /** North American numbers: area and exchange begin with 2 to 9. */
  private boolean phone(int i) {
    boolean form = numbers.shape(i, 3, 3, 4) && numbers.separator(i) != '/';
    if (!form || text[numbers.start(i)] < '2' || text[numbers.start(i + 1)] < '2') {
      return false;
    }
    if (view.before(Sense.MRN, numbers.start(i), 12) >= 0) {
      return false;
    }
    view.found(Rule.PHONE, numbers.start(i), numbers.end(i + 2), 1);
    return true;
  }

  /** {@code (612) 861-9657}. */
  private boolean bracketed(int i) {
    boolean three = i + 2 < numbers.count() && numbers.start(i + 1) - numbers.end(i) <= 2;
    boolean open = numbers.start(i) > 0 && text[numbers.start(i) - 1] == '(';
    return three && open && phone(i);
  }

  private int card(int i, int group) {
    ActiveRule rule = view.rule(Rule.CARD);
    int total = 0;
    int start = numbers.start(i);
    for (int n = 0; n < group && n < MOST_CARD_GROUPS && numbers.digits(i + n) > 0; n++) {
      total += numbers.digits(i + n);
      boolean whole = n == 0 || numbers.digits(i) == 4;
      boolean length = total >= 14 && total <= 16;
      if (whole && length && rule.check().passes(text, start, numbers.end(i + n))) {
        boolean other = view.before(Sense.VETO, start, rule.window()) >= 0;
        view.found(rule, start, numbers.end(i + n), other ? VETOED : 1);
        return n + 1;
      }
    }
    return 0;
  }
}
