package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;

/** Dates of somebody's life and care. */
final class DateRules {
  /** A date of birth is not of the last months, and of nobody older than this. */
  private static final int OLDEST = 1900;

  private static final int YOUNGEST = 2020;

  /** Years after that which appointments and expiry dates are written with. */
  private static final int PLANNED = 20;

  private final PartView view;
  private final Numbers numbers;
  private final char[] text;

  DateRules(PartView view, Numbers numbers) {
    this.view = view;
    this.numbers = numbers;
    this.text = view.text();
  }

  /** How many numbers from {@code i} on were used. */
  int at(int i, int group) {
    if (group >= 3 && numbers.separator(i) != ' ' && date(i)) {
      return 3;
    }
    if (numbers.digits(i) == 8 && compact(i)) {
      return 1;
    }
    return inWords(i);
  }

  private boolean date(int i) {
    int a = numbers.digits(i);
    int b = numbers.digits(i + 1);
    int c = numbers.digits(i + 2);
    boolean yearFirst = a == 4 && b <= 2 && b > 0 && c <= 2 && c > 0;
    boolean yearLast = a > 0 && a <= 2 && b > 0 && b <= 2 && (c == 4 || c == 2);
    if (!yearFirst && !yearLast) {
      return false;
    }
    int year = century(numbers.value(yearFirst ? i : i + 2));
    int one = numbers.value(yearFirst ? i + 1 : i);
    int two = numbers.value(yearFirst ? i + 2 : i + 1);
    boolean real = Checks.date(year, one, two) || Checks.date(year, two, one);
    // 2.4.19 is a version
    boolean version = numbers.separator(i) == '.' && c != 4 && a != 4;
    return real && found(numbers.start(i), numbers.end(i + 2), year, version);
  }

  /** Of two digits, those that lie ahead are of the last century. */
  private static int century(int year) {
    return year > YOUNGEST % 100 + PLANNED && year < 100 ? OLDEST + year : year;
  }

  /** {@code 19610314} and {@code 03141961} behind a label or in a file name. */
  private boolean compact(int i) {
    int window = view.rule(Rule.BIRTH_DATE).window();
    int start = numbers.start(i);
    if (view.before(Sense.DOB, start, window) < 0 && !view.is(Form.FILE_NAME)) {
      return false;
    }
    int all = numbers.value(i);
    boolean yearFirst = Checks.date(all / 10_000, all / 100 % 100, all % 100);
    boolean yearLast = Checks.date(all % 10_000, all / 1_000_000, all / 10_000 % 100);
    int year = yearFirst ? all / 10_000 : all % 10_000;
    return (yearFirst || yearLast) && found(start, numbers.end(i), year, false);
  }

  private boolean found(int start, int end, int year, boolean unsure) {
    int window = view.rule(Rule.BIRTH_DATE).window();
    int birth = bornMark(start) ? 0 : view.before(Sense.DOB, start, window);
    int service = view.before(Sense.SERVICE_DATE, start, view.rule(Rule.SERVICE_DATE).window());
    if (birth >= 0 && (service < 0 || birth <= service)) {
      view.found(Rule.BIRTH_DATE, start, end, 1);
    } else if (service >= 0) {
      view.found(Rule.SERVICE_DATE, start, end, 1);
    } else if (year >= OLDEST && year <= YOUNGEST && !unsure && besideName(start)) {
      view.found(Rule.BIRTH_DATE_NAME, start, end, 1);
    }
    return true;
  }

  /** A name stands before it on its line or the line above, or in the same file name. */
  private boolean besideName(int start) {
    Marks capitals = view.scan.capitals;
    int i = capitals.atOrAfter(start) - 1;
    int window = view.rule(Rule.BIRTH_DATE_NAME).window();
    boolean near = i > 0 && start - capitals.end[i] <= window;
    return near
        && capitals.start[i] - capitals.end[i - 1] <= 2
        && !WordSet.english().contains(text, capitals.start[i], capitals.end[i])
        && !known(capitals.start[i], capitals.end[i]);
  }

  /** A weekday or another word that is nobody's name. */
  private boolean known(int from, int to) {
    Term term = view.lexicon().word(text, from, to);
    return term != null && !term.is(Sense.FIRST_NAME);
  }

  /** {@code (b. 6-14-1949)}. */
  private boolean bornMark(int start) {
    return start >= 4
        && text[start - 1] == ' '
        && text[start - 2] == '.'
        && text[start - 3] == 'b'
        && !Scan.isWord(text[start - 4]);
  }

  /** {@code March 3, 1961}, {@code 3 March 1961}, {@code 3-Mar-1961}, {@code March 3rd, 1961}. */
  private int inWords(int i) {
    boolean day = numbers.allDigits(i) <= 2 && numbers.width(i) <= 4;
    if (!day || i + 1 >= numbers.count() || numbers.digits(i + 1) != 4) {
      return 0;
    }
    int start = numbers.start(i);
    int gap = numbers.start(i + 1) - numbers.end(i);
    int month = view.before(Sense.MONTH, start, 2);
    boolean between = gap <= 14 && view.after(Sense.MONTH, numbers.end(i), 3);
    boolean follows = month >= 0 && gap <= 4;
    if (!between && !follows) {
      return 0;
    }
    found(follows ? start - month : start, numbers.end(i + 1), numbers.value(i + 1), true);
    return 2;
  }
}
