package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;
import java.util.Locale;
import java.util.Set;

/**
 * Names that nothing announces: capitalised words that are no English, alone at the start of a line
 * as records and hasty notes begin with them, or turned round as in lists.
 */
final class NameForms {
  /** What is left of a name that is part of a longer row of capitalised words. */
  private static final double WITHIN_TITLE = 0.3;

  /** What is left of the name of somebody who gets the message. */
  private static final double READER = 0.5;

  /** From here on a name that something introduces is one, though a word of it is English. */
  private static final double ANNOUNCED = 0.7;

  /** What stands before the name of whom somebody writes about. */
  private static final Set<String> CUES =
      Set.of(
          "for",
          "seeing",
          "see",
          "about",
          "regarding",
          "re",
          "refer",
          "referring",
          "saw",
          "evaluate",
          "evaluated",
          "discharge",
          "admit",
          "schedule",
          "called",
          "notify",
          "met",
          "call",
          "calling",
          "ask",
          "tell",
          "told",
          "remind",
          "with",
          "on",
          "patient",
          "client",
          "resident",
          "member",
          "mom",
          "dad",
          "mother",
          "father",
          "son",
          "daughter",
          "wife",
          "husband");

  /** And where somebody's care is spoken of near it. */
  private static final Set<String> VERBS = Set.of("is", "was", "am", "of");

  private static final int LONGEST_CUE = 10;

  private final PartView view;
  private final Marks capitals;
  private final char[] text;
  private final NameReader name;

  private NameForms(PartView view) {
    this.view = view;
    this.capitals = view.scan.capitals;
    this.text = view.text();
    this.name = new NameReader(view);
  }

  static void apply(PartView view) {
    NameForms forms = new NameForms(view);
    int i = 0;
    while (i + 1 < forms.capitals.size) {
      i += Math.max(1, forms.at(i));
    }
  }

  /** Tries a name from a capitalised word on; gives how many words it used. */
  private int at(int i) {
    boolean turned = (gap(i, ", ") || gap(i, ",")) && !enumerated(i);
    if (!turned && !between(i)) {
      return 0;
    }
    double first = quality(i);
    double second = first > 0 ? quality(i + 1) : 0;
    boolean neither = second == 0 && !given(i);
    if (neither
        || first + second < 1
        || !name.read(capitals.start[i])
        || name.words() < 2
        || disease(capitals.start[i])) {
      return 0;
    }
    record(i, turned, given(i) || given(i + 1) ? 1 : (first + second) / 2);
    return 2;
  }

  /** An item before makes it a list of things: {@code Amber, Longan, Radix}. */
  private boolean enumerated(int i) {
    return i > 0 && commaBetween(i - 1);
  }

  private boolean commaBetween(int i) {
    int from = capitals.end[i];
    return capitals.start[i + 1] == from + 2 && text[from] == ',' && text[from + 1] == ' ';
  }

  /**
   * Diseases and tests are named after people ({@code Epstein-Barr infection}) or consist of words
   * that look like names ({@code Cardiogenic Shock}).
   */
  private boolean disease(int start) {
    int next = name.end() + 1;
    int i = view.health.atOrAfter(next);
    boolean follows =
        i < view.health.size && view.health.start[i] == next && text[next - 1] != '\n';
    int at = view.health.atOrAfter(start);
    boolean same =
        at < view.health.size
            && view.health.start[at] == start
            && view.health.end[at] >= name.end();
    return follows || same;
  }

  private void record(int i, boolean turned, double quality) {
    int start = capitals.start[i];
    double reader =
        view.correspondents().reads(text, capitals.start[i + 1], capitals.end[i + 1])
                && view.correspondents().reads(text, start, capitals.end[i])
            ? READER
            : 1;
    double factor = quality * reader * alone(i);
    boolean sure = quality == 1;
    boolean heads = startsLine(start) && (endsItem(name.end()) || (turned && sure));
    if (owns(name.end())) {
      name.found(Rule.NAME_CARE, start, factor);
    } else if (heads || (turned && (given(i) || given(i + 1)))) {
      name.found(Rule.NAME_HEADING, start, factor);
    } else if (quality >= ANNOUNCED && alone(i) == 1 && announced(start)) {
      name.found(Rule.NAME_ABOUT, start, factor);
    } else {
      name.found(Rule.NAME_FORM, start, factor);
    }
  }

  /** {@code Ann Lee's biopsy}: care that is the named person's. */
  private boolean owns(int end) {
    boolean s = end + 2 < view.length() && text[end] == '\'' && text[end + 1] == 's';
    int i = view.health.atOrAfter(end);
    return s
        && i < view.health.size
        && view.health.start[i] - end <= PersonalCare.REACH
        && view.healthWeight(i) >= PersonalCare.LEAST;
  }

  private double quality(int i) {
    return name.likeness(capitals.start[i], capitals.end[i]);
  }

  /** Behind a word that introduces whom a message is about, in its own sentence. */
  private boolean announced(int start) {
    int end = start - 1;
    if (end < 2 || text[end] != ' ' || !Scan.isWord(text[end - 1])) {
      return false;
    }
    int from = end;
    while (from > 0 && end - from < LONGEST_CUE && Scan.isWord(text[from - 1])) {
      from--;
    }
    String cue = new String(text, from, end - from).toLowerCase(Locale.ROOT);
    return CUES.contains(cue) || (VERBS.contains(cue) && view.personal.near(start, start));
  }

  private boolean given(int i) {
    return name.given(capitals.start[i], capitals.end[i]);
  }

  /** Names of firms, places and diseases are rows of capitalised words. */
  private double alone(int i) {
    boolean before = i > 0 && between(i - 1) && !titleAt(i - 1);
    int next = i + 2;
    boolean after = next < capitals.size && between(i + 1) && (quality(next) < 1 || !given(i));
    return before || after ? WITHIN_TITLE : 1;
  }

  private boolean titleAt(int i) {
    Term term = view.lexicon().word(text, capitals.start[i], capitals.end[i]);
    return term != null
        && term.isAny(
            Sense.TITLE.bit()
                | Sense.PATIENT_LABEL.bit()
                | Sense.NAME_LABEL.bit()
                | Sense.GREETING.bit());
  }

  /** The next capitalised word follows after a space, an initial, or within a double name. */
  private boolean between(int i) {
    return gap(i, " ")
        || gap(i, "-")
        || gap(i, "'")
        || (view.is(Form.FILE_NAME) && (gap(i, "_") || gap(i, ".") || gap(i, "-")));
  }

  private boolean gap(int i, String what) {
    int from = capitals.end[i];
    if (capitals.start[i + 1] - from != what.length()) {
      return false;
    }
    for (int k = 0; k < what.length(); k++) {
      if (text[from + k] != what.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  /** At the start of a line, whatever quotes, bullets or "RE:" stand before it. */
  private boolean startsLine(int start) {
    int i = start - 1;
    while (i >= 0 && (text[i] == ' ' || text[i] == '>' || text[i] == '*' || text[i] == '-')) {
      i--;
    }
    boolean subject = view.is(Form.SUBJECT) || view.is(Form.FILE_NAME);
    if (i < 0 || text[i] == '\n' || (subject && !Scan.isWord(text[i]))) {
      return true;
    }
    boolean re =
        i >= 2 && text[i] == ':' && (text[i - 1] | 0x20) == 'e' && (text[i - 2] | 0x20) == 'r';
    return re && (i == 2 || text[i - 3] <= ' ');
  }

  /** The line ends here, or a mark sets off what is said about the name. */
  private boolean endsItem(int end) {
    int i = end;
    while (i < view.length() && text[i] == ' ') {
      i++;
    }
    return i >= view.length() || "\n\r,;:(-\u2013|/_.".indexOf(text[i]) >= 0 || i - end > 1;
  }
}
