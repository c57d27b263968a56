package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;
import java.util.Locale;
import java.util.Set;

/** Names of people, by the words around them: nobody has a list of all names. */
final class NameRules {
  private static final int LONGEST_NAME = 4;
  private static final double PROVIDER = 0.25;
  private static final double WRITER = 0.2;
  private static final long PERSONAL_NUMBER =
      Sense.DOB.bit() | Sense.MRN.bit() | Sense.SSN.bit() | Sense.MBI.bit() | Sense.MEMBER.bit();
  private static final Set<String> DEGREES =
      Set.of("md", "do", "rn", "np", "pa", "phd", "dds", "dmd", "lpn", "msw", "pharmd", "esq");

  private final PartView view;
  private final Set<String> writers;
  private final char[] text;
  private int nameEnd;
  private int nameWords;
  private int lastWordStart;

  private NameRules(PartView view, Set<String> writers) {
    this.view = view;
    this.writers = writers;
    this.text = view.text();
  }

  /**
   * @param writers words of the sender's name in lower case: who writes is not who is treated
   */
  static void apply(PartView view, Set<String> writers) {
    if (view.part.form() != Form.CORRESPONDENT) {
      new NameRules(view, writers).run();
    }
  }

  private void run() {
    Marks terms = view.scan.terms;
    int done = 0;
    for (int i = 0; i < terms.size; i++) {
      Term term = view.term(i);
      if (term == null) {
        continue;
      }
      int end = terms.end[i];
      if (term.is(Sense.AGE)) {
        beforeAge(terms.start[i]);
      } else if (term.is(Sense.PERSON_VERB)) {
        before(terms.start[i], 1, Rule.NAME_SENTENCE);
      } else if (term.isAny(PERSONAL_NUMBER)) {
        before(terms.start[i], 4, Rule.NAME_BIRTH_DATE);
      }
      if (terms.start[i] >= done) {
        boolean found =
            (term.is(Sense.PATIENT_LABEL) && afterPatient(end))
                || (term.is(Sense.NAME_LABEL) && afterLabel(end))
                || (term.is(Sense.TITLE) && capital(terms.start[i]) && afterTitle(end))
                || (term.is(Sense.GREETING) && afterGreeting(end))
                || (term.is(Sense.FIRST_NAME) && listed(terms.start[i]));
        done = found ? nameEnd : done;
      }
    }
  }

  private boolean afterPatient(int end) {
    int at = skipBlanks(end, 3);
    boolean labelled = at < view.length() && ":#=|;".indexOf(text[at]) >= 0;
    int from = labelled ? skipSpaces(at + 1) : at < view.length() && text[at] == ',' ? at + 2 : at;
    if (!name(from) || nameWords < (labelled ? 1 : 2)) {
      return false;
    }
    return found(nameWords >= 2 ? Rule.NAME_PATIENT : Rule.NAME_LABEL, from);
  }

  private boolean afterLabel(int end) {
    int at = skipBlanks(end, 3);
    boolean labelled = at < view.length() && ":=|".indexOf(text[at]) >= 0;
    int from = labelled ? skipSpaces(at + 1) : at;
    return labelled && name(from) && nameWords >= 2 && found(Rule.NAME_LABEL, from);
  }

  private boolean afterTitle(int end) {
    int dot = end < view.length() && text[end] == '.' ? end + 1 : end;
    int from = skipBlanks(dot, 2);
    return from > end && name(from) && found(Rule.NAME_TITLE, from);
  }

  private boolean afterGreeting(int end) {
    int from = skipBlanks(end, 2);
    if (from == end || !name(from)) {
      return false;
    }
    Term first = view.lexicon().word(text, from, wordEnd(from));
    boolean given = first != null && first.is(Sense.FIRST_NAME);
    boolean full = nameWords >= 2;
    return (given || full) && found(full ? Rule.NAME_LIST : Rule.NAME_GREETING, from);
  }

  /** A given name of the list with a surname behind it. */
  private boolean listed(int start) {
    if (!capital(start) || !name(start) || nameWords < 2) {
      return false;
    }
    return found(dateFollows() ? Rule.NAME_BIRTH_DATE : Rule.NAME_LIST, start);
  }

  private boolean dateFollows() {
    Marks numbers = view.scan.numbers;
    int i = numbers.atOrAfter(nameEnd);
    boolean number = i < numbers.size && numbers.start[i] - nameEnd <= 22;
    return number && view.before(Sense.DOB, numbers.start[i], 12) >= 0;
  }

  /** {@code Ann Lee is a 50-year-old}, {@code Ann Lee, 50 years old}: looks back from the age. */
  private void beforeAge(int ageStart) {
    Marks numbers = view.scan.numbers;
    int n = numbers.atOrAfter(ageStart) - 1;
    if (n < 0 || ageStart - numbers.end[n] > 2) {
      return;
    }
    checkAge(n);
    int stop = Math.max(0, numbers.start[n] - 80);
    int at = numbers.start[n] - 1;
    int words = 0;
    while (at > stop && words < 4) {
      int end = backToWord(at, stop);
      int start = wordStart(end, stop);
      if (start < end && capital(start) && tryNameEndingAt(start, stop)) {
        return;
      }
      at = start - 1;
      words++;
    }
  }

  /** A name that ends right before a place: {@code Ann Lee has}, {@code Ann Lee, DOB}. */
  private void before(int place, int gap, Rule rule) {
    int stop = Math.max(0, place - 60);
    int end = place > 0 ? backToWord(place - 1, stop) : 0;
    if (end == 0 || place - end > gap || hasBreak(end, place)) {
      return;
    }
    int last = wordStart(end, stop);
    int previousEnd = last > stop ? backToWord(last - 1, stop) : last;
    int first = wordStart(previousEnd, stop);
    boolean two = first < previousEnd && last - previousEnd <= 2 && last < end;
    if (two && capital(first) && capital(last) && name(first) && nameWords >= 2) {
      if (nameEnd == end) {
        found(rule, first);
      }
    }
  }

  private boolean hasBreak(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  private void checkAge(int n) {
    int digits = view.scan.numbers.what[n];
    int start = view.scan.numbers.start[n];
    boolean over89 = (digits == 2 && text[start] == '9') || (digits == 3 && text[start] == '1');
    if (over89) {
      view.found(Rule.AGE_OVER_89, start, view.scan.numbers.end[n], 1);
    }
  }

  private boolean tryNameEndingAt(int lastStart, int stop) {
    int previousEnd = backToWord(lastStart - 1, stop);
    int previous = wordStart(previousEnd, stop);
    boolean adjacent = lastStart - previousEnd <= 2;
    if (!adjacent || previous >= previousEnd || !capital(previous)) {
      return false;
    }
    return name(previous) && nameWords >= 2 && found(Rule.NAME_AGE, previous);
  }

  private boolean found(Rule rule, int start) {
    view.found(rule, start, nameEnd, doubt(start));
    return true;
  }

  /** What speaks against a name being the patient's. */
  private double doubt(int start) {
    if (view.before(Sense.PROVIDER, start, 3) >= 0 || degreeFollows() || wroteFollows()) {
      return PROVIDER;
    }
    String last = new String(text, lastWordStart, nameEnd - lastWordStart);
    return writers.contains(last.toLowerCase(Locale.ROOT)) ? WRITER : 1;
  }

  private boolean degreeFollows() {
    int at = nameEnd;
    while (at < view.length() && at < nameEnd + 2 && (text[at] == ',' || text[at] == ' ')) {
      at++;
    }
    StringBuilder degree = new StringBuilder(8);
    while (at < view.length() && degree.length() < 7 && (Scan.isWord(text[at]) || text[at] == '.')) {
      if (text[at] != '.') {
        degree.append(Character.toLowerCase(text[at]));
      }
      at++;
    }
    return DEGREES.contains(degree.toString());
  }

  private boolean wroteFollows() {
    int stop = Math.min(view.length() - 5, nameEnd + 60);
    for (int i = nameEnd; i < stop && text[i] != '\n'; i++) {
      if (text[i] == 'w' && text[i + 1] == 'r' && text[i + 2] == 'o' && text[i + 3] == 't') {
        return true;
      }
    }
    return false;
  }

  /** Reads a name from a place: capitalised words, initials, {@code Last, First}. */
  private boolean name(int from) {
    nameWords = 0;
    nameEnd = from;
    int at = from;
    for (int n = 0; n < LONGEST_NAME && nameWord(at); n++) {
      lastWordStart = at;
      at = wordEnd(at);
      nameEnd = at;
      nameWords += at - lastWordStart > 1 ? 1 : 0;
      int next = at < view.length() && text[at] == '.' && at - lastWordStart == 1 ? at + 1 : at;
      next = next < view.length() && text[next] == ',' && n == 0 ? next + 1 : next;
      if (next >= view.length() || text[next] != ' ') {
        break;
      }
      at = next + 1;
    }
    return nameWords > 0;
  }

  private boolean nameWord(int start) {
    if (start >= view.length() || !capital(start)) {
      return false;
    }
    int end = wordEnd(start);
    for (int i = start; i < end; i++) {
      if (!Character.isLetter(text[i]) && text[i] != '\'' && text[i] != '-') {
        return false;
      }
    }
    if (end - start == 1) {
      return true;
    }
    Term term = view.lexicon().word(text, start, end);
    return term == null || term.isAny(Sense.FIRST_NAME.bit() | Sense.MONTH.bit());
  }

  private boolean capital(int at) {
    return Character.isUpperCase(text[at]);
  }

  /** The end of a word that may hold an apostrophe or a hyphen: O'Neil, Smith-Jones. */
  private int wordEnd(int from) {
    int i = from;
    while (i < view.length() && (Scan.isWord(text[i]) || joins(i))) {
      i++;
    }
    return i;
  }

  private boolean joins(int i) {
    boolean mark = text[i] == '\'' || text[i] == '-';
    return mark && i + 1 < view.length() && Character.isUpperCase(text[i + 1]);
  }

  private int backToWord(int from, int stop) {
    int i = from;
    while (i > stop && !Scan.isWord(text[i])) {
      i--;
    }
    return i + 1;
  }

  private int wordStart(int end, int stop) {
    int i = end;
    while (i > stop && Scan.isWord(text[i - 1])) {
      i--;
    }
    return i;
  }

  private int skipBlanks(int from, int most) {
    int i = from;
    while (i < view.length() && i < from + most && (text[i] == ' ' || text[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** Behind a label the value may stand in the next line or cell. */
  private int skipSpaces(int from) {
    int i = from;
    while (i < view.length() && i < from + 6 && text[i] <= ' ') {
      i++;
    }
    return i;
  }
}
