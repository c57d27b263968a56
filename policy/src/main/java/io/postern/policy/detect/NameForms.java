package io.postern.policy.detect;

import io.postern.policy.extract.PartText.Form;

/**
 * Names that nothing announces: capitalised words that are no English, alone at the start of a line
 * as records and hasty notes begin with them, or turned round as in lists.
 */
final class NameForms {
  /** What is left where a word of the name is an English word too. */
  private static final double ENGLISH = 0.6;

  /** What is left of a name that is part of a longer row of capitalised words. */
  private static final double WITHIN_TITLE = 0.3;

  /** What is left of the name of somebody who gets the message. */
  private static final double READER = 0.5;

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
    boolean turned = gap(i, ", ") || gap(i, ",");
    if (!turned && !between(i)) {
      return 0;
    }
    double first = quality(i);
    double second = first > 0 ? quality(i + 1) : 0;
    if (first + second < 1 || !name.read(capitals.start[i]) || name.words() < 2 || disease()) {
      return 0;
    }
    record(i, turned, given(i) || given(i + 1) ? 1 : (first + second) / 2);
    return 2;
  }

  /** Diseases and tests are named after people: {@code Epstein-Barr infection}. */
  private boolean disease() {
    int next = name.end() + 1;
    int i = view.health.atOrAfter(next);
    return i < view.health.size && view.health.start[i] == next && text[next - 1] != '\n';
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
    if (heads || (turned && (given(i) || given(i + 1)))) {
      name.found(Rule.NAME_HEADING, start, factor);
    } else {
      name.found(Rule.NAME_FORM, start, factor);
    }
  }

  /** 1 for a given name or a word that is no English, less for English, 0 for a term. */
  private double quality(int i) {
    int start = capitals.start[i];
    int end = capitals.end[i];
    if (end - start < 2 || abbreviation(start, end) || Suffixes.of(text, start, end) != null) {
      return 0;
    }
    Term term = view.lexicon().word(text, start, end);
    if (term != null) {
      return term.is(Sense.FIRST_NAME) ? 1 : 0;
    }
    return WordSet.english().contains(text, start, end) ? 1 - ENGLISH : 1;
  }

  private boolean given(int i) {
    return name.given(capitals.start[i], capitals.end[i]);
  }

  /** Up to three letters, all of them capitals. */
  private boolean abbreviation(int start, int end) {
    return end - start <= 3 && Character.isUpperCase(text[end - 1]);
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
