package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;

/** Names of people, by the words around them: nobody has a list of all names. */
final class NameRules {
  private static final long PERSONAL_NUMBER =
      Sense.DOB.bit() | Sense.MRN.bit() | Sense.SSN.bit() | Sense.MBI.bit() | Sense.MEMBER.bit();

  /** How far back a name may stand from what is said of it. */
  private static final int BACK = 60;

  /** The longest way from a name to an age: "Ann Lee, our patient of many years, a 50-year-old". */
  private static final int BACK_FROM_AGE = 80;

  /** From a label to its number. */
  private static final int TO_NUMBER = 40;

  private static final int WORDS_BEFORE_AGE = 4;

  /** Shorter words in small letters are names of nobody. */
  private static final int SHORTEST_SMALL = 4;

  /** A name in small letters is less sure. */
  private static final double SMALL_LETTERS = 0.7;

  /** What is left where one word alone is the name. */
  private static final double SINGLE = 0.7;

  /** What is left where both words of a name are English words. */
  private static final double ENGLISH = 0.4;

  private final PartView view;
  private final NameReader name;
  private final char[] text;

  private NameRules(PartView view) {
    this.view = view;
    this.name = new NameReader(view);
    this.text = view.text();
  }

  static void apply(PartView view) {
    new NameRules(view).run();
  }

  private void run() {
    salutation();
    Marks terms = view.scan.terms;
    int done = 0;
    for (int i = 0; i < terms.size; i++) {
      Term term = view.term(i);
      if (term == null) {
        continue;
      }
      behind(term, terms.start[i], terms.end[i]);
      if (terms.start[i] >= done && ahead(term, terms.start[i], terms.end[i])) {
        done = name.end();
      }
    }
  }

  /** Names that stand before a word. */
  private void behind(Term term, int start, int end) {
    if (term.is(Sense.AGE)) {
      beforeAge(start);
    } else if (term.is(Sense.PERSON_VERB)) {
      before(start, 1, Rule.NAME_SENTENCE);
    } else if (term.isAny(PERSONAL_NUMBER) && numberAfter(end)) {
      before(start, 4, Rule.NAME_BIRTH_DATE);
    }
  }

  /** Without a number it is a word like others: "Gold Star, Member of". */
  private boolean numberAfter(int end) {
    Marks numbers = view.scan.numbers;
    int i = numbers.atOrAfter(end);
    return i < numbers.size && numbers.start[i] - end <= TO_NUMBER;
  }

  /** Names that stand after a word. */
  private boolean ahead(Term term, int start, int end) {
    return (term.is(Sense.PATIENT_LABEL) && afterPatient(end))
        || (term.is(Sense.NAME_LABEL) && afterLabel(end))
        || (term.is(Sense.TITLE) && afterTitle(start, end))
        || (term.is(Sense.GREETING) && afterGreeting(end))
        || (term.is(Sense.FIRST_NAME) && listed(start));
  }

  private boolean afterPatient(int end) {
    int at = skipBlanks(end, 3);
    boolean labelled = at < view.length() && ":#=|;-".indexOf(text[at]) >= 0 && !compound(end, at);
    boolean comma = at < view.length() && text[at] == ',';
    int from = labelled ? skipSpaces(at + 1) : comma ? at + 2 : at;
    if (!name.read(from) || name.words() < (labelled ? 1 : 2)) {
      smallGiven(from, name.wordEnd(from), Rule.NAME_LABEL);
      return false;
    }
    return name.found(name.words() >= 2 ? Rule.NAME_PATIENT : Rule.NAME_LABEL, from);
  }

  /** {@code Patient-Centered}: a dash without a space on either side divides no label. */
  private boolean compound(int end, int at) {
    boolean dash = text[at] == '-' && at == end;
    return dash && at + 1 < view.length() && text[at + 1] > ' ';
  }

  private boolean afterLabel(int end) {
    int at = skipBlanks(end, 3);
    boolean labelled = at < view.length() && ":=|".indexOf(text[at]) >= 0;
    int from = labelled ? skipSpaces(at + 1) : at;
    return labelled && name.read(from) && name.words() >= 2 && name.found(Rule.NAME_LABEL, from);
  }

  private boolean afterTitle(int start, int end) {
    int dot = end < view.length() && text[end] == '.' ? end + 1 : end;
    int from = skipBlanks(dot, 2);
    if (from == end) {
      return false;
    }
    if (name.capital(start) && name.read(from)) {
      return name.found(Rule.NAME_TITLE, from);
    }
    if (!name.capital(start) && dot > end && !name.capital(from)) {
      small(from, Rule.NAME_TITLE);
    }
    return false;
  }

  /** Transcripts have no capitals: {@code mrs. jackson}; a word we know is no name. */
  private void small(int from, Rule rule) {
    int end = name.wordEnd(from);
    if (end - from > 2 && (name.given(from, end) || view.lexicon().word(text, from, end) == null)) {
      view.found(rule, from, end, SMALL_LETTERS);
    }
  }

  private boolean afterGreeting(int end) {
    int from = skipBlanks(end, 2);
    if (from == end || !name.read(from)) {
      return false;
    }
    boolean full = name.words() >= 2;
    boolean alone = name.likeness(from, name.wordEnd(from)) == 1;
    view.greeted |= full || alone;
    return (alone || full) && name.found(full ? Rule.NAME_LIST : Rule.NAME_GREETING, from);
  }

  /** {@code Ann, your results}: a name and a comma open the text. */
  private void salutation() {
    int from = 0;
    while (from < view.length() && text[from] <= ' ') {
      from++;
    }
    boolean opens = name.capital(from) && !view.is(Form.SUBJECT) && !view.is(Form.FILE_NAME);
    int end = opens ? name.wordEnd(from) : from;
    boolean comma = end > from && end < view.length() && text[end] == ',';
    if (comma && name.likeness(from, end) == 1 && name.read(from)) {
      view.greeted = true;
      view.found(Rule.NAME_GREETING, from, end, 1);
    }
  }

  /** A given name of the list with a surname behind it. */
  private boolean listed(int start) {
    if (!name.capital(start)) {
      smallListed(start);
      return false;
    }
    if (!name.read(start) || name.words() < 2) {
      return false;
    }
    return name.found(dateFollows() ? Rule.NAME_BIRTH_DATE : Rule.NAME_LIST, start);
  }

  /** {@code this is deshawn merriweather}: hasty mail has no capitals. */
  private void smallListed(int start) {
    int end = name.wordEnd(start);
    int next = skipBlanks(end, 1);
    int last = name.wordEnd(next);
    boolean surname = next > end && last - next >= SHORTEST_SMALL && !name.capital(next);
    boolean plain = surname && !Character.isDigit(text[next]) && name.likeness(next, last) == 1;
    if (plain && !WordSet.english().contains(text, start, end)) {
      view.found(
          Rule.NAME_LIST, start, last, SMALL_LETTERS * (view.personal.near(start, last) ? 1.3 : 1));
    }
  }

  private boolean dateFollows() {
    Marks numbers = view.scan.numbers;
    int i = numbers.atOrAfter(name.end());
    boolean number = i < numbers.size && numbers.start[i] - name.end() <= 22;
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
    int stop = Math.max(0, numbers.start[n] - BACK_FROM_AGE);
    int at = numbers.start[n] - 1;
    for (int words = 0; at > stop && words < WORDS_BEFORE_AGE; words++) {
      int end = backToWord(at, stop);
      int start = wordStart(end, stop);
      if (start < end && (endsName(start, stop) || smallIs(start, end))) {
        return;
      }
      at = start - 1;
    }
  }

  /** A given name in small letters that is no English word. */
  private void smallGiven(int start, int end, Rule rule) {
    boolean given = end > start && !name.capital(start) && name.given(start, end);
    if (given && !WordSet.english().contains(text, start, end)) {
      view.found(rule, start, end, SMALL_LETTERS);
    }
  }

  /** {@code john is a 55-year-old}. */
  private boolean smallIs(int start, int end) {
    boolean is =
        end + 5 < view.length()
            && text[end] == ' '
            && text[end + 1] == 'i'
            && text[end + 2] == 's'
            && text[end + 3] == ' '
            && text[end + 4] == 'a';
    boolean given = is && !name.capital(start) && name.given(start, end);
    if (given) {
      view.found(Rule.NAME_AGE, start, end, SMALL_LETTERS);
    }
    return given;
  }

  private void checkAge(int n) {
    int digits = view.scan.numbers.what[n];
    int start = view.scan.numbers.start[n];
    boolean over89 = (digits == 2 && text[start] == '9') || (digits == 3 && text[start] == '1');
    if (over89) {
      view.found(Rule.AGE_OVER_89, start, view.scan.numbers.end[n], 1);
    }
  }

  private boolean endsName(int lastStart, int stop) {
    int previousEnd = backToWord(lastStart - 1, stop);
    int previous = wordStart(previousEnd, stop);
    boolean adjacent = lastStart - previousEnd <= 2 && name.capital(lastStart);
    if (!adjacent || previous >= previousEnd || !name.capital(previous)) {
      return false;
    }
    return name.read(previous) && name.words() >= 2 && name.found(Rule.NAME_AGE, previous);
  }

  /** A name that ends right before a place: {@code Ann Lee has}, {@code Ann Lee, DOB}. */
  private void before(int place, int gap, Rule rule) {
    int stop = Math.max(0, place - BACK);
    int end = place > 0 ? backToWord(place - 1, stop) : 0;
    if (end == 0 || place - end > gap || hasBreak(end, place)) {
      return;
    }
    int last = wordStart(end, stop);
    int previousEnd = last > stop ? backToWord(last - 1, stop) : last;
    int first = wordStart(previousEnd, stop);
    boolean two = first < previousEnd && last - previousEnd <= 2 && last < end;
    boolean person = rule == Rule.NAME_SENTENCE && !(two && name.capital(first));
    if (person && name.capital(last) && single(last, end)) {
      name.found(rule, last, SINGLE);
    } else if (two && name.capital(first) && name.capital(last) && name.read(first)) {
      if (name.words() >= 2 && name.end() == end) {
        name.found(rule, first, rule == Rule.NAME_SENTENCE ? likeness(first, last, end) : 1);
      }
    }
  }

  /** {@code Kowalczyk is asking for her pain medication}: one name is enough beside care. */
  private boolean single(int start, int end) {
    boolean care = view.correspondents().care() || view.personal.near(start, end);
    return care && end - start > 2 && name.likeness(start, end) == 1 && name.read(start);
  }

  /** Things do and are as well: "Blue Ease is" speaks of nobody. */
  private double likeness(int first, int last, int end) {
    double one = name.likeness(first, name.wordEnd(first));
    double two = name.likeness(last, end);
    boolean given = name.given(first, name.wordEnd(first)) || name.given(last, end);
    return given || one + two >= 1 ? 1 : ENGLISH;
  }

  private boolean hasBreak(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == '\n') {
        return true;
      }
    }
    return false;
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
