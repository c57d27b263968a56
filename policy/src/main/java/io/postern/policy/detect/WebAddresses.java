package io.postern.policy.detect;

/**
 * Web addresses (45 CFR 164.514(b)(2)(i)(N)). Most lead everybody to the same page and say next to
 * nothing; one that holds a long number and a word such as {@code patient} or {@code results} leads
 * to a page of one person.
 */
final class WebAddresses {
  /** Most addresses that are looked at in one text. */
  private static final int MOST = 50;

  /** Longer ones are followed up to here. */
  private static final int LONGEST = 300;

  private static final int FEWEST_DIGITS = 5;

  private static final long PERSONAL =
      Sense.PATIENT_LABEL.bit()
          | Sense.MRN.bit()
          | Sense.MEMBER.bit()
          | Sense.OPERATIONAL.bit()
          | Sense.CLINICAL.bit()
          | Sense.PORTAL.bit();

  private final PartView view;
  private final char[] text;

  private WebAddresses(PartView view) {
    this.view = view;
    this.text = view.text();
  }

  static void apply(PartView view) {
    WebAddresses addresses = new WebAddresses(view);
    Marks terms = view.scan.terms;
    int seen = 0;
    int done = 0;
    for (int i = 0; i < terms.size && seen < MOST; i++) {
      if (terms.start[i] >= done && view.is(i, Sense.WEB)) {
        int end = addresses.end(terms.end[i]);
        if (end > 0) {
          addresses.found(terms.start[i], end);
          done = end;
          seen++;
        }
      }
    }
  }

  private void found(int start, int end) {
    view.found(Rule.URL, start, end, 1);
    if (somebodys(start, end)) {
      view.found(Rule.URL_PERSON, start, end, 1);
    }
  }

  /** The end of the address whose scheme or {@code www} ends at a place (RFC 3986), or 0. */
  private int end(int from) {
    boolean scheme =
        from + 3 < view.length()
            && text[from] == ':'
            && text[from + 1] == '/'
            && text[from + 2] == '/';
    boolean host = from + 1 < view.length() && text[from] == '.' && Scan.isWord(text[from + 1]);
    if (!scheme && !host) {
      return 0;
    }
    int i = from;
    int stop = Math.min(view.length(), from + LONGEST);
    while (i < stop && text[i] > ' ' && "<>\"\\^`{|}".indexOf(text[i]) < 0) {
      i++;
    }
    while (i > from && ".,;:!?)'".indexOf(text[i - 1]) >= 0) {
      i--;
    }
    return i;
  }

  private boolean somebodys(int start, int end) {
    return hasNumber(start, end) && hasWord(start, end);
  }

  private boolean hasNumber(int start, int end) {
    Marks numbers = view.scan.numbers;
    for (int i = numbers.atOrAfter(start); i < numbers.size && numbers.start[i] < end; i++) {
      if (Math.abs(numbers.what[i]) >= FEWEST_DIGITS) {
        return true;
      }
    }
    return false;
  }

  private boolean hasWord(int start, int end) {
    Marks terms = view.scan.terms;
    for (int i = terms.atOrAfter(start); i < terms.size && terms.start[i] < end; i++) {
      Term term = view.term(i);
      if (term != null && term.isAny(PERSONAL)) {
        return true;
      }
    }
    return false;
  }
}
