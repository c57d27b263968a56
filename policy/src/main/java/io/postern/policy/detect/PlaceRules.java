package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;

/** Street and mail addresses, and tables whose columns are about patients. */
final class PlaceRules {
  private static final long COLUMNS =
      Sense.DOB.bit()
          | Sense.MRN.bit()
          | Sense.SSN.bit()
          | Sense.MBI.bit()
          | Sense.MEMBER.bit()
          | Sense.PATIENT_LABEL.bit()
          | Sense.NAME_LABEL.bit()
          | Sense.CODE.bit();

  /** Longest line of column titles, in characters. */
  private static final int LONGEST_HEADER = 300;

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
      tables(view);
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
    for (int i = 0; i < Math.min(at.size, 20); i++) {
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

  /** A line of column titles, three or more of which belong to patients, and rows below. */
  private static void tables(PartView view) {
    Marks terms = view.scan.terms;
    int lineStart = 0;
    long seen = 0;
    for (int i = 0; i < terms.size; i++) {
      Term term = view.term(i);
      long column = term == null ? 0 : term.senses() & COLUMNS;
      if (column == 0) {
        continue;
      }
      if (seen != 0 && otherLine(view, lineStart, terms.start[i])) {
        seen = 0;
      }
      if (seen == 0) {
        lineStart = terms.start[i];
      }
      seen |= Long.lowestOneBit(column);
      if (Long.bitCount(seen) >= 3 && delimited(view, lineStart, terms.end[i])) {
        view.found(Rule.TABLE_HEADER, lineStart, terms.end[i], 1);
        return;
      }
    }
  }

  private static boolean otherLine(PartView view, int from, int to) {
    if (to - from > LONGEST_HEADER) {
      return true;
    }
    for (int i = from; i < to; i++) {
      if (view.text()[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** Columns are divided by at least two delimiters and hold no sentence. */
  private static boolean delimited(PartView view, int from, int to) {
    int delimiters = 0;
    for (int i = from; i < to; i++) {
      char c = view.text()[i];
      delimiters += c == ',' || c == '\t' || c == '|' || c == ';' ? 1 : 0;
    }
    return delimiters >= 2 && to - from < LONGEST_HEADER;
  }
}
