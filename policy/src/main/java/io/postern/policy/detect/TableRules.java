package io.postern.policy.detect;

/**
 * Tables whose columns are about patients, from the line of column titles: each row below is a
 * person, told apart by the cell whose column tells people apart best.
 */
final class TableRules {
  private static final long COLUMNS =
      Sense.DOB.bit()
          | Sense.MRN.bit()
          | Sense.SSN.bit()
          | Sense.MBI.bit()
          | Sense.MEMBER.bit()
          | Sense.PATIENT_LABEL.bit()
          | Sense.NAME_LABEL.bit()
          | Sense.ACCOUNT.bit()
          | Sense.SERVICE_DATE.bit()
          | Sense.CPT.bit()
          | Sense.CODE.bit();

  private static final int FEWEST_COLUMNS = 3;
  private static final int MOST_ROWS = 10_000;

  /** What is left where only the cells say that people and their care are listed. */
  private static final double BY_CELLS = 0.7;

  private static final int FEWEST_ROWS = 2;
  private static final long NAMES = Sense.NAME_LABEL.bit() | Sense.PATIENT_LABEL.bit();

  private final PartView view;
  private final char[] text;

  private TableRules(PartView view) {
    this.view = view;
    this.text = view.text();
  }

  static void apply(PartView view) {
    new TableRules(view).run();
  }

  private void run() {
    Marks terms = view.scan.terms;
    int lineStart = 0;
    long seen = 0;
    int names = -1;
    for (int i = 0; i < terms.size; i++) {
      Term term = view.term(i);
      long column = term == null ? 0 : term.senses() & COLUMNS;
      if (column == 0) {
        continue;
      }
      if (seen != 0 && otherLine(lineStart, terms.start[i])) {
        seen = 0;
      }
      lineStart = seen == 0 ? terms.start[i] : lineStart;
      seen |= Long.lowestOneBit(column);
      names = (column & NAMES) != 0 && names < 0 ? i : names;
      if (Long.bitCount(seen) >= FEWEST_COLUMNS && header(lineStart, terms.end[i])) {
        return;
      }
    }
    if (names >= 0) {
      care(terms.start[names], terms.end[names]);
    }
  }

  private boolean otherLine(int from, int to) {
    if (to - from > view.rule(Rule.TABLE_HEADER).window()) {
      return true;
    }
    for (int i = from; i < to; i++) {
      if (text[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** A line of titles is divided evenly, holds no sentence, and has rows of as many cells below. */
  private boolean header(int from, int to) {
    int lineStart = from;
    while (lineStart > 0 && text[lineStart - 1] != '\n') {
      lineStart--;
    }
    int lineEnd = lineEnd(to);
    char delimiter = delimiter(lineStart, lineEnd);
    int cells = delimiter == 0 ? 0 : count(delimiter, lineStart, lineEnd);
    if (cells < FEWEST_COLUMNS - 1) {
      return false;
    }
    int rows = rows(delimiter, cells, lineEnd + 1);
    if (rows > 0) {
      view.found(Rule.TABLE_HEADER, from, to, 1);
    }
    return rows > 0;
  }

  /** A column of names, and rows with a name that speak of care: {@code 0730 | Ferreira | TEE}. */
  private void care(int from, int to) {
    int lineEnd = lineEnd(to);
    int lineStart = from;
    while (lineStart > 0 && text[lineStart - 1] != '\n') {
      lineStart--;
    }
    char delimiter = delimiter(lineStart, lineEnd);
    int cells = delimiter == 0 ? 0 : count(delimiter, lineStart, lineEnd);
    int rows = 0;
    int at = lineEnd + 1;
    for (int n = 0; cells >= FEWEST_COLUMNS - 1 && at < view.length() && n < FEWEST_ROWS; n++) {
      int end = lineEnd(at);
      rows += count(delimiter, at, end) >= cells - 1 && named(at, end) && treated(at, end) ? 1 : 0;
      at = end + 1;
    }
    if (rows == FEWEST_ROWS) {
      view.found(Rule.TABLE_HEADER, from, to, BY_CELLS);
    }
  }

  private boolean named(int from, int to) {
    Marks capitals = view.scan.capitals;
    NameReader name = new NameReader(view);
    for (int i = capitals.atOrAfter(from); i < capitals.size && capitals.end[i] <= to; i++) {
      boolean known = name.likeness(capitals.start[i], capitals.end[i]) == 1;
      if (known && view.healthAt(capitals.start[i]) == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean treated(int from, int to) {
    for (int i = view.health.atOrAfter(from); i < view.health.size; i++) {
      if (view.health.end[i] > to) {
        return false;
      }
      if (view.healthWeight(i) >= HealthRules.TELLING) {
        return true;
      }
    }
    return false;
  }

  private char delimiter(int from, int to) {
    char best = 0;
    int most = 0;
    for (char c : new char[] {'\t', '|', ';', ','}) {
      int n = count(c, from, to);
      if (n > most) {
        best = c;
        most = n;
      }
    }
    return best;
  }

  private int count(char c, int from, int to) {
    int n = 0;
    for (int i = from; i < to; i++) {
      n += text[i] == c ? 1 : 0;
    }
    return n;
  }

  /** Rows that have about as many cells as the line of titles. */
  private int rows(char delimiter, int cells, int from) {
    int rows = 0;
    int at = from;
    while (at < view.length() && rows < MOST_ROWS) {
      int end = lineEnd(at);
      if (count(delimiter, at, end) >= cells) {
        view.evidence().row(Fingerprint.ofPassing(text, at, end));
        rows++;
      }
      at = end + 1;
    }
    return rows;
  }

  private int lineEnd(int from) {
    int i = from;
    while (i < view.length() && text[i] != '\n') {
      i++;
    }
    return i;
  }
}
