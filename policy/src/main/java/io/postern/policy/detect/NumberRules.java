package io.postern.policy.detect;

/** Identifiers that are numbers, by form, check digit and the words around them. */
final class NumberRules {
  private static final int SSN_WINDOW = 300;
  /** Dots and spaces divide many other numbers too. */
  private static final double OTHER_SEPARATOR = 0.75;

  private static final int LABEL_WINDOW = 28;
  private static final int DATE_WINDOW = 40;

  private final PartView view;
  private final Marks numbers;
  private final char[] text;

  private NumberRules(PartView view) {
    this.view = view;
    this.numbers = view.scan.numbers;
    this.text = view.text();
  }

  static void apply(PartView view) {
    new NumberRules(view).run();
  }

  private void run() {
    int i = 0;
    while (i < numbers.size) {
      i += Math.max(1, at(i));
    }
  }

  /** Tries the rules on the numbers from {@code i}; gives how many of them were used. */
  private int at(int i) {
    int group = group(i);
    int used = group >= 3 ? triple(i) : 0;
    if (used == 0) {
      used = card(i, group);
    }
    if (used == 0) {
      used = single(i);
    }
    if (used == 0) {
      used = labelled(i, group);
    }
    return used == 0 ? wordDate(i) : used;
  }

  /** How many numbers follow each other with one and the same single separator between. */
  private int group(int i) {
    int n = 1;
    char separator = 0;
    while (i + n < numbers.size && n < 8) {
      int end = numbers.end[i + n - 1];
      if (numbers.start[i + n] != end + 1) {
        break;
      }
      char c = text[end];
      boolean joins = c == '-' || c == '.' || c == '/' || c == ' ';
      if (!joins || (n > 1 && c != separator)) {
        break;
      }
      separator = c;
      n++;
    }
    return n;
  }

  private int triple(int i) {
    char c = text[numbers.end[i]];
    if (ssn(i, c) || mbi(i, c) || phone(i, c) || (c != ' ' && date(i))) {
      return 3;
    }
    return 0;
  }

  private boolean ssn(int i, char separator) {
    boolean form = digits(i) == 3 && digits(i + 1) == 2 && digits(i + 2) == 4;
    if (!form || separator == '/' || !Checks.ssn(value(i), value(i + 1), value(i + 2))) {
      return false;
    }
    int start = numbers.start[i];
    int end = numbers.end[i + 2];
    if (near(Sense.SSN, start, end, SSN_WINDOW)) {
      view.found(Rule.SSN_CONTEXT, start, end, 1);
      return true;
    }
    boolean other = vetoed(start) || view.before(Sense.MEMBER, start, LABEL_WINDOW) >= 0;
    if (!other) {
      view.found(Rule.SSN_FORM, start, end, separator == '-' ? 1 : OTHER_SEPARATOR);
    }
    return !other;
  }

  private boolean mbi(int i, char separator) {
    boolean form = separator == '-' && width(i) == 4 && width(i + 1) == 3 && width(i + 2) == 4;
    if (!form) {
      return false;
    }
    char[] compact = new char[11];
    System.arraycopy(text, numbers.start[i], compact, 0, 4);
    System.arraycopy(text, numbers.start[i + 1], compact, 4, 3);
    System.arraycopy(text, numbers.start[i + 2], compact, 7, 4);
    return Checks.mbi(compact, 0) && foundMbi(numbers.start[i], numbers.end[i + 2]);
  }

  private boolean foundMbi(int start, int end) {
    boolean keyword = near(Sense.MBI, start, end, SSN_WINDOW);
    view.found(keyword ? Rule.MBI_CONTEXT : Rule.MBI_FORM, start, end, 1);
    return true;
  }

  /** North American numbers: area and exchange begin with 2 to 9. */
  private boolean phone(int i, char separator) {
    boolean form = digits(i) == 3 && digits(i + 1) == 3 && digits(i + 2) == 4 && separator != '/';
    if (!form || text[numbers.start[i]] < '2' || text[numbers.start[i + 1]] < '2') {
      return false;
    }
    int start = numbers.start[i];
    if (view.before(Sense.MRN, start, 12) >= 0) {
      return false;
    }
    view.found(Rule.PHONE, start, numbers.end[i + 2], 1);
    return true;
  }

  private boolean date(int i) {
    int a = digits(i);
    int b = digits(i + 1);
    int c = digits(i + 2);
    boolean yearFirst = a == 4 && b <= 2 && b > 0 && c <= 2 && c > 0;
    boolean yearLast = a > 0 && a <= 2 && b > 0 && b <= 2 && (c == 4 || c == 2);
    if (!yearFirst && !yearLast) {
      return false;
    }
    int year = value(yearFirst ? i : i + 2);
    int one = value(yearFirst ? i + 1 : i);
    int two = value(yearFirst ? i + 2 : i + 1);
    return (Checks.date(year, one, two) || Checks.date(year, two, one))
        && foundDate(numbers.start[i], numbers.end[i + 2]);
  }

  private boolean foundDate(int start, int end) {
    int birth = bornMark(start) ? 0 : view.before(Sense.DOB, start, DATE_WINDOW);
    int service = view.before(Sense.SERVICE_DATE, start, DATE_WINDOW);
    if (birth >= 0 && (service < 0 || birth <= service)) {
      view.found(Rule.BIRTH_DATE, start, end, 1);
    } else if (service >= 0) {
      view.found(Rule.SERVICE_DATE, start, end, 1);
    }
    return true;
  }

  /** {@code (b. 6-14-1949)}. */
  private boolean bornMark(int start) {
    return start >= 4
        && text[start - 1] == ' '
        && text[start - 2] == '.'
        && text[start - 3] == 'b'
        && !Scan.isWord(text[start - 4]);
  }

  private int card(int i, int group) {
    int total = 0;
    for (int n = 0; n < group && n < 5 && digits(i + n) > 0; n++) {
      total += digits(i + n);
      int end = numbers.end[i + n];
      boolean whole = n > 0 ? digits(i) == 4 : true;
      boolean length = total >= 14 && total <= 16;
      if (whole && length && Checks.card(text, numbers.start[i], end, total)) {
        view.found(Rule.CARD, numbers.start[i], end, vetoed(numbers.start[i]) ? 0.3 : 1);
        return n + 1;
      }
    }
    return 0;
  }

  /** Numbers whose form alone, with a keyword, says what they are. */
  private int single(int i) {
    int start = numbers.start[i];
    int end = numbers.end[i];
    if (width(i) == 11 && Checks.mbi(text, start)) {
      foundMbi(start, end);
      return 1;
    }
    if (digits(i) == 9 && near(Sense.SSN, start, end, 60)) {
      int all = value(i);
      if (Checks.ssn(all / 1_000_000, all / 10_000 % 100, all % 10_000)) {
        view.found(Rule.SSN_CONTEXT, start, end, 1);
        return 1;
      }
    }
    if (digits(i) == 10 && view.before(Sense.NPI, start, 30) >= 0 && Checks.npi(text, start)) {
      // identifies who treats, never who is treated
      return 1;
    }
    if (digits(i) == 4 && lastFour(start)) {
      view.found(Rule.SSN_LAST_FOUR, start, end, 1);
      return 1;
    }
    return compactDate(i, start, end);
  }

  private boolean lastFour(int start) {
    return view.before(Sense.SSN, start, LABEL_WINDOW) >= 0
        && view.before(Sense.DOB, start, 12) < 0;
  }

  private int compactDate(int i, int start, int end) {
    if (digits(i) != 8 || view.before(Sense.DOB, start, DATE_WINDOW) < 0) {
      return 0;
    }
    int all = value(i);
    boolean yearFirst = Checks.date(all / 10_000, all / 100 % 100, all % 100);
    boolean yearLast = Checks.date(all % 10_000, all / 1_000_000, all / 10_000 % 100);
    return (yearFirst || yearLast) && foundDate(start, end) ? 1 : 0;
  }

  /** Numbers that mean something only behind their label. */
  private int labelled(int i, int group) {
    int start = numbers.start[i];
    int n = joined(i, group);
    int end = numbers.end[i + n - 1];
    int digits = 0;
    for (int k = i; k < i + n; k++) {
      digits += Math.abs(numbers.what[k]);
    }
    Rule rule = label(start, digits, end - start);
    if (rule == null) {
      return 0;
    }
    view.found(rule, start, end, 1);
    return n;
  }

  private @org.jspecify.annotations.Nullable Rule label(int start, int digits, int width) {
    if (digits < 4 || width > 24) {
      return null;
    }
    int mrn = view.before(Sense.MRN, start, LABEL_WINDOW);
    int member = view.before(Sense.MEMBER, start, LABEL_WINDOW);
    int account = view.before(Sense.ACCOUNT, start, LABEL_WINDOW);
    int veto = view.before(Sense.VETO, start, LABEL_WINDOW);
    int nearest = nearest(mrn, member, account, veto);
    if (nearest < 0 || nearest == veto) {
      return digits >= 6 && view.before(Sense.PASSPORT, start, LABEL_WINDOW) >= 0
          ? Rule.LICENCE
          : null;
    }
    if (nearest == mrn) {
      return Rule.MRN_CONTEXT;
    }
    if (nearest == member) {
      return digits >= 5 ? Rule.MEMBER_CONTEXT : null;
    }
    return digits >= 5 ? Rule.ACCOUNT_CONTEXT : null;
  }

  private static int nearest(int... distances) {
    int best = -1;
    for (int d : distances) {
      best = d >= 0 && (best < 0 || d < best) ? d : best;
    }
    return best;
  }

  /** A number may be written in groups with dashes. */
  private int joined(int i, int group) {
    return group > 1 && text[numbers.end[i]] == '-' ? group : 1;
  }

  /** {@code March 3, 1961} and {@code 3 March 1961}. */
  private int wordDate(int i) {
    if (digits(i) < 1 || digits(i) > 2 || i + 1 >= numbers.size || digits(i + 1) != 4) {
      return 0;
    }
    int start = numbers.start[i];
    int month = view.before(Sense.MONTH, start, 2);
    boolean between =
        view.after(Sense.MONTH, numbers.end[i], 3)
            && numbers.start[i + 1] - numbers.end[i] <= 14;
    boolean follows = month >= 0 && numbers.start[i + 1] - numbers.end[i] <= 4;
    if (!between && !follows) {
      return 0;
    }
    int from = follows ? start - month : start;
    foundDate(from, numbers.end[i + 1]);
    return 2;
  }

  private boolean near(Sense sense, int start, int end, int window) {
    return view.before(sense, start, window) >= 0 || view.after(sense, end, window);
  }

  private boolean vetoed(int start) {
    return view.before(Sense.VETO, start, LABEL_WINDOW) >= 0;
  }

  /** The count of digits; 0 where letters are mixed in. */
  private int digits(int i) {
    return Math.max(numbers.what[i], 0);
  }

  private int width(int i) {
    return numbers.end[i] - numbers.start[i];
  }

  /** The value of a number of at most nine digits. */
  private int value(int i) {
    int v = 0;
    for (int k = numbers.start[i]; k < numbers.end[i] && k < numbers.start[i] + 9; k++) {
      v = v * 10 + (text[k] - '0');
    }
    return v;
  }
}
