package io.postern.policy.detect;

/** Whoever gets "your appointment" is a patient: the address of the message names them. */
final class Addressee {
  /** What is left where many get the same. */
  private static final double BULK = 0.2;

  /** What is left where the words are about animals or another trade. */
  private static final double ANIMALS = 0.2;

  /** What is left where nothing says that something happens to the reader. */
  private static final double GENERAL = 0.5;

  /** And where nobody is greeted by name: advice speaks of "your doctor". */
  private static final double UNGREETED = 0.3;

  /** The organisation itself writes: then its words mean what they say. */
  private static final double OWN = 2;

  private Addressee() {}

  static void apply(PartView view) {
    Marks terms = view.scan.terms;
    ownCare(view);
    double readers = 0;
    for (int i = 0; i < terms.size; i++) {
      if (view.is(i, Sense.ADDRESSED)) {
        readers = readers == 0 ? readers(view) : readers;
        boolean sure = occasion(view, terms.start[i], terms.end[i]);
        view.found(Rule.ADDRESSEE, terms.start[i], terms.end[i], readers * (sure ? 1 : GENERAL));
        if (sure) {
          return;
        }
      }
    }
  }

  /** "My refill" is that of who writes, "your knee" of who is greeted by name. */
  private static void ownCare(PartView view) {
    Marks terms = view.scan.terms;
    boolean reader = view.personal.ofReader() > 0;
    boolean writer = view.personal.ofWriter() > 0;
    for (int i = 0; (reader || writer) && i < terms.size; i++) {
      if (writer && view.is(i, Sense.SELF)) {
        double left = readers(view) * view.personal.ofWriter();
        view.found(Rule.SELF_CARE, terms.start[i], terms.end[i], Math.min(1, left));
        writer = false;
      } else if (reader && view.is(i, Sense.READER)) {
        double left = readers(view) * view.personal.ofReader() * (view.greeted ? 1 : UNGREETED);
        view.found(Rule.ADDRESSEE, terms.start[i], terms.end[i], left);
        reader = false;
      }
    }
  }

  /** What is left by who writes to whom, and about whom. */
  private static double readers(PartView view) {
    Correspondents who = view.correspondents();
    double factor = who.bulk() || view.zones.bulk() ? BULK : who.own() ? OWN : 1;
    return factor * (view.zones.animals() || view.zones.trades() ? ANIMALS : 1);
  }

  /** Advertisements speak of "your visit" too, but not of a day, an hour or a sum. */
  private static boolean occasion(PartView view, int start, int end) {
    int window = view.rule(Rule.ADDRESSEE).window();
    return view.around(Sense.OCCASION, start, end, window)
        || hour(view, start - window, end + window);
  }

  /** {@code 10:30}, {@code 6/14}, {@code June 14}, {@code $35}. */
  private static boolean hour(PartView view, int from, int to) {
    Marks numbers = view.scan.numbers;
    char[] text = view.text();
    for (int i = numbers.atOrAfter(Math.max(0, from)); i < numbers.size; i++) {
      if (numbers.start[i] > to) {
        return false;
      }
      int end = numbers.end[i];
      boolean divided =
          end + 1 < view.length()
              && (text[end] == ':' || text[end] == '/')
              && Checks.digit(text[end + 1]);
      boolean sum = numbers.start[i] > 0 && text[numbers.start[i] - 1] == '$';
      boolean day = view.before(Sense.MONTH, numbers.start[i], 2) >= 0;
      if (numbers.what[i] > 0 && numbers.what[i] <= 4 && (divided || sum || day)) {
        return true;
      }
    }
    return false;
  }
}
