package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Reads names from places in a text and says what speaks against them. For one thread. */
final class NameReader {
  private static final int LONGEST_NAME = 4;
  private static final double PROVIDER = 0.25;
  private static final double WRITER = 0.2;

  /** News and lists are full of names that nothing calls a patient's. */
  private static final double BULK = 0.5;

  /** What is taken away where a word of the name is an English word too. */
  private static final double ENGLISH = 0.6;

  private static final double IN_CARE = 1.3;

  /** Names beside animals are theirs or their owners'. */
  private static final double ANIMALS = 0.4;

  /** Articles name people beside diseases that are not theirs. */
  private static final double NOBODY = 0.75;

  private static final int SHORTEST_ABSTRACTION = 7;
  private static final String[] ABSTRACT = {
    "tion", "sion", "ment", "ness", "ity", "ism", "ance", "ence", "ology", "ing", "ical", "able"
  };

  private static final Set<Rule> UNANNOUNCED =
      EnumSet.of(
          Rule.NAME_LABEL,
          Rule.NAME_LIST,
          Rule.NAME_CARE,
          Rule.NAME_FORM,
          Rule.NAME_HEADING,
          Rule.NAME_ABOUT,
          Rule.NAME_SENTENCE,
          Rule.NAME_GREETING);

  private static final Set<String> DEGREES =
      Set.of(
          "md", "do", "rn", "np", "pa", "phd", "dds", "dmd", "lpn", "msw", "pharmd", "esq", "cpa",
          "facs", "crna", "lcsw", "fnp", "aprn", "bsn", "msn", "cna", "lmft", "psyd", "dpt", "faap",
          "facp", "mph", "dnp", "cnm", "arnp", "pac", "dc", "od", "dpm", "ccc", "rph", "rd", "rdn",
          "rdh", "otr", "slp", "lpc", "lmhc", "dvm", "crnp", "pmhnp", "lac", "mbbs");

  private final PartView view;
  private final char[] text;
  private int end;
  private int words;
  private int lastStart;

  NameReader(PartView view) {
    this.view = view;
    this.text = view.text();
  }

  /** Where the name that was read ends. */
  int end() {
    return end;
  }

  /** How many words of it are more than an initial. */
  int words() {
    return words;
  }

  /** Reads capitalised words, initials, {@code Last, First}; true where it is a name. */
  boolean read(int from) {
    words = 0;
    end = from;
    int at = from;
    boolean given = capital(from) && given(from, wordEnd(from));
    for (int n = 0; n < LONGEST_NAME && nameWord(at, n > 0 && given); n++) {
      lastStart = at;
      at = wordEnd(at);
      end = at;
      words += at - lastStart > 1 ? 1 : 0;
      int next = at < view.length() && text[at] == '.' && at - lastStart == 1 ? at + 1 : at;
      next = next < view.length() && text[next] == ',' && n == 0 ? next + 1 : next;
      if (next >= view.length() || !blank(text[next])) {
        break;
      }
      at = next + 1;
    }
    return words > 0;
  }

  private boolean blank(char c) {
    return c == ' ' || (c == '_' && view.is(Form.FILE_NAME));
  }

  private boolean nameWord(int start, boolean afterGiven) {
    if (start >= view.length() || !capital(start)) {
      return false;
    }
    int stop = wordEnd(start);
    for (int i = start; i < stop; i++) {
      if (!Character.isLetter(text[i]) && text[i] != '\'' && text[i] != '-') {
        return false;
      }
    }
    return stop - start == 1 || mayBeName(start, stop, afterGiven);
  }

  /** A word that means something else is nobody's name, but for surnames like Burns. */
  private boolean mayBeName(int start, int stop, boolean afterGiven) {
    Term term = view.lexicon().word(text, start, stop);
    return term == null
        || term.isAny(Sense.FIRST_NAME.bit() | Sense.MONTH.bit())
        || (afterGiven && term.healthOnly());
  }

  boolean capital(int at) {
    return at < view.length() && Character.isUpperCase(text[at]);
  }

  boolean given(int start, int stop) {
    Term term = view.lexicon().word(text, start, stop);
    return term != null && term.is(Sense.FIRST_NAME);
  }

  /** 1 for a given name or a word that is no English, less for English, 0 for a term. */
  double likeness(int start, int stop) {
    if (stop - start < 2 || abbreviation(start, stop) || Suffixes.of(text, start, stop) != null) {
      return 0;
    }
    Term term = view.lexicon().word(text, start, stop);
    if (term != null) {
      return term.is(Sense.FIRST_NAME) ? 1 : 0;
    }
    if (!WordSet.english().contains(text, start, stop)) {
      return 1;
    }
    return abstraction(start, stop) ? 0 : 1 - ENGLISH;
  }

  /** Up to three letters, all of them capitals. */
  private boolean abbreviation(int start, int stop) {
    return stop - start <= 3 && Character.isUpperCase(text[stop - 1]);
  }

  /** English nouns of quality and action are nobody's name: {@code Incompatibility}. */
  private boolean abstraction(int start, int stop) {
    return stop - start >= SHORTEST_ABSTRACTION
        && Arrays.stream(ABSTRACT).anyMatch(e -> endsWith(stop, e));
  }

  private boolean endsWith(int stop, String ending) {
    int from = stop - ending.length();
    for (int i = 0; i < ending.length(); i++) {
      if ((text[from + i] | 0x20) != ending.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The end of a word that may hold an apostrophe or a hyphen: O'Neil, Smith-Jones. */
  int wordEnd(int from) {
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

  /** Records the name that was read. */
  boolean found(Rule rule, int start) {
    return found(rule, start, 1);
  }

  /** Records the name that was read, with what is left of the rule's weight. */
  boolean found(Rule rule, int start, double factor) {
    boolean many = view.correspondents().bulk() || view.zones.bulk() || view.is(Form.FIELD);
    boolean unannounced = UNANNOUNCED.contains(rule);
    // newspapers write of Mr. Lee too
    double bulk = (unannounced || rule == Rule.NAME_TITLE) && many ? BULK : 1;
    double person = unannounced || rule == Rule.NAME_TITLE ? person(rule, start) : 1;
    double animal = view.zones.animals() ? ANIMALS : 1;
    double contact = unannounced && numberFollows() ? PROVIDER : 1;
    view.greeted |= rule == Rule.NAME_GREETING;
    view.found(rule, start, end, factor * bulk * person * animal * Math.min(contact, doubt(start)));
    return true;
  }

  /** Where somebody's care is spoken of, it is likely that of who is named. */
  private double person(Rule rule, int start) {
    if (view.personal.near(start, end)) {
      return IN_CARE;
    }
    boolean passing = rule == Rule.NAME_LIST && !view.health.isEmpty();
    return passing && view.personal.none() ? NOBODY : 1;
  }

  /** What speaks against the name being the patient's. */
  private double doubt(int start) {
    if (domainFollows()) {
      return 0;
    }
    boolean provider = view.before(Sense.PROVIDER, start, 4) >= 0;
    if (provider || role(start) || degreeFollows() || wroteFollows()) {
      return PROVIDER;
    }
    return view.correspondents().writes(text, lastStart, end) ? WRITER : 1;
  }

  /** {@code Commissioner Ann Lee}, {@code Ann Lee, Program Officer}. */
  private boolean role(int start) {
    boolean apposition = end < view.length() && text[end] == ',';
    boolean before = start > 0 && text[start - 1] <= ' ';
    return (before && view.before(Sense.ROLE, start, 2) >= 0)
        || (apposition && view.after(Sense.ROLE, end, 2));
  }

  /** {@code Call Ann Lee at 614-555-0100}: somebody to ask. */
  private boolean numberFollows() {
    int at = end;
    boolean says = at + 5 < view.length() && text[at] == ' ' && text[at + 1] == 'a';
    says = says && text[at + 2] == 't' && text[at + 3] == ' ';
    return says && (Checks.digit(text[at + 4]) || text[at + 4] == '(') && callable(at + 4);
  }

  private boolean callable(int at) {
    return Checks.digits(text, at, Math.min(view.length(), at + 15)) >= 7;
  }

  /** {@code Patient-Pay.com}: a word right behind a dot. */
  private boolean domainFollows() {
    return end + 1 < view.length() && text[end] == '.' && Character.isLowerCase(text[end + 1]);
  }

  private boolean degreeFollows() {
    int at = end;
    while (at < view.length() && at < end + 2 && (text[at] == ',' || text[at] == ' ')) {
      at++;
    }
    StringBuilder degree = new StringBuilder(8);
    while (at < view.length()
        && degree.length() < 7
        && (Scan.isWord(text[at]) || text[at] == '.')) {
      if (text[at] != '.') {
        degree.append(text[at]);
      }
      at++;
    }
    return DEGREES.contains(degree.toString().toLowerCase(Locale.ROOT));
  }

  private boolean wroteFollows() {
    int stop = Math.min(view.length() - 5, end + 60);
    for (int i = end; i < stop && text[i] != '\n'; i++) {
      if (text[i] == 'w' && text[i + 1] == 'r' && text[i + 2] == 'o' && text[i + 3] == 't') {
        return true;
      }
    }
    return false;
  }
}
