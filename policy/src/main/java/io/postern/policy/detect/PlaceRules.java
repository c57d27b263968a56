package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;

/** Street and mail addresses. */
final class PlaceRules {
  /** Most mail addresses that are looked at in one text. */
  private static final int MOST = 20;

  private PlaceRules() {}

  static void apply(PartView view) {
    Marks terms = view.scan.terms;
    for (int i = 0; i < terms.size; i++) {
      if (view.is(i, Sense.STREET)) {
        street(view, terms.start[i], terms.end[i]);
      }
    }
    if (view.part.form() != Form.CORRESPONDENT) {
      mailboxes(view);
      TableRules.apply(view);
    }
    for (int i = 0; i < terms.size; i++) {
      if (view.is(i, Sense.STATE)) {
        zip(view, terms.start[i], terms.end[i]);
      }
    }
  }

  /** A number, one to three words, and a word for street. */
  private static void street(PartView view, int start, int end) {
    Marks numbers = view.scan.numbers;
    int n = numbers.atOrAfter(start) - 1;
    if (n < 0 || numbers.what[n] < 1 || numbers.what[n] > 5) {
      return;
    }
    int gap = start - numbers.end[n];
    boolean capital = gap > 3 && Character.isUpperCase(view.text()[numbers.end[n] + 1]);
    if (gap <= 30 && capital && !hasBreak(view, numbers.end[n], start)) {
      view.found(Rule.ADDRESS, numbers.start[n], end, 1);
    }
  }

  private static boolean hasBreak(PartView view, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = view.text()[i];
      if (c == '\n' || c == ',' || c == ':') {
        return true;
      }
    }
    return false;
  }

  private static void mailboxes(PartView view) {
    Marks at = view.scan.mailboxes;
    for (int i = 0; i < Math.min(at.size, MOST); i++) {
      int p = at.start[i];
      boolean between =
          p > 0
              && p + 1 < view.length()
              && Scan.isWord(view.text()[p - 1])
              && Scan.isWord(view.text()[p + 1]);
      if (between) {
        view.found(Rule.MAIL, p - 1, p + 2, 1);
      }
    }
  }

  /** {@code Macon, GA 31201} and {@code Macon, Georgia 31201-4402}. */
  private static void zip(PartView view, int start, int end) {
    Marks numbers = view.scan.numbers;
    int n = numbers.atOrAfter(end);
    boolean follows = n < numbers.size && numbers.start[n] - end <= 2 && numbers.what[n] == 5;
    if (follows && start > 2 && view.text()[start - 2] == ',') {
      view.found(Rule.ZIP, numbers.start[n], numbers.end[n], 1);
    }
  }
}
