package io.postern.policy.detect;

import java.util.Arrays;

/**
 * Places where the same words mean less: the signature names who writes, the confidentiality footer
 * speaks of health information in general. For one thread.
 */
final class Zones {
  private static final int LONGEST_SIGNATURE = 400;
  private static final int LONGEST_FOOTER = 1200;

  /** What is left of names, numbers and addresses of who writes or treats. */
  private static final double WRITER = 0.15;

  /** Column titles of lists of providers. */
  private static final long PROVIDER_COLUMNS = Sense.NPI.bit() | Sense.DEA.bit();

  private static final int FEWEST_COLUMNS = 3;

  private final Marks signatures = new Marks();
  private final Marks footers = new Marks();
  private int[] signings = new int[32];
  private int signed;
  private final Marks rosters = new Marks();
  private boolean bulk;
  private boolean animals;
  private boolean trades;

  /** Finds the zones of a text. */
  void find(PartView view) {
    Scan scan = view.scan;
    signatures.clear();
    footers.clear();
    rosters.clear();
    signed = 0;
    bulk = false;
    animals = false;
    trades = false;
    Marks terms = scan.terms;
    for (int i = 0; i < terms.size; i++) {
      Term term = view.term(i);
      if (term == null) {
        continue;
      }
      bulk |= term.is(Sense.BULK);
      animals |= term.is(Sense.ANIMAL);
      trades |= term.is(Sense.TRADE);
      if (term.isAny(PROVIDER_COLUMNS)) {
        roster(scan, terms.start[i]);
      }
      if (term.is(Sense.FOOTER)) {
        footer(scan, terms.start[i]);
      } else if (term.is(Sense.SIGN_OFF) && aloneOnLine(scan, terms.start[i], terms.end[i])) {
        sign(terms.end[i]);
      }
    }
    writers(view);
    for (int i = 0; i < scan.dashes.size; i++) {
      sign(scan.dashes.start[i]);
    }
    signatures(scan);
  }

  /** The name of who writes, alone at the start of a line, signs what is above. */
  private void writers(PartView view) {
    Marks capitals = view.scan.capitals;
    for (int i = 0; i + 1 < capitals.size; i++) {
      int start = capitals.start[i];
      boolean lineStart = start > 0 && view.scan.text[start - 1] == '\n';
      if (lineStart && writes(view, i) && writes(view, i + 1)) {
        sign(start);
      }
    }
  }

  private static boolean writes(PartView view, int i) {
    Marks capitals = view.scan.capitals;
    return view.correspondents().writes(view.scan.text, capitals.start[i], capitals.end[i]);
  }

  /** Zones are kept in the order of the text, whichever rule began them. */
  private void signatures(Scan scan) {
    Arrays.sort(signings, 0, signed);
    for (int i = 0; i < signed; i++) {
      add(signatures, signings[i], endOfSignature(scan, signings[i]));
    }
  }

  private void sign(int place) {
    if (signed == signings.length) {
      signings = Arrays.copyOf(signings, signed * 2);
    }
    signings[signed++] = place;
  }

  /** What is left of a name, number or address at a place: 1 outside of zones. */
  double forIdentifier(int place) {
    return inside(place, signatures) || inside(place, rosters) ? WRITER : 1;
  }

  /** Whether the text says of itself that many people get it. */
  boolean bulk() {
    return bulk;
  }

  /** Whether the text speaks of animals. */
  boolean animals() {
    return animals;
  }

  /** Whether it speaks of other trades that make appointments: cars, hair. */
  boolean trades() {
    return trades;
  }

  /** Whether health words at a place say something about a person. */
  boolean forHealth(int place) {
    return !inside(place, footers);
  }

  /** Keeps zones of one kind in order and apart, so that a place is found by halving. */
  private static void add(Marks zones, int from, int to) {
    int free = zones.size == 0 ? 0 : zones.end[zones.size - 1];
    if (to > free) {
      zones.add(Math.max(from, free), to, 0);
    }
  }

  private static boolean inside(int place, Marks zones) {
    int i = zones.atOrAfter(place + 1) - 1;
    return i >= 0 && place < zones.end[i];
  }

  private void footer(Scan scan, int place) {
    if (inside(place, footers)) {
      return;
    }
    int from = place;
    int stop = Math.max(0, place - LONGEST_FOOTER / 2);
    while (from > stop && !blankLineAt(scan, from)) {
      from--;
    }
    int to = place;
    int limit = Math.min(scan.length, place + LONGEST_FOOTER);
    while (to < limit && !blankLineAt(scan, to) && !quoteAt(scan, to)) {
      to++;
    }
    add(footers, from, to);
  }

  /** A table with a column of provider numbers lists providers, down to the next blank line. */
  private void roster(Scan scan, int place) {
    int from = place;
    while (from > 0 && scan.text[from - 1] != '\n') {
      from--;
    }
    int columns = 1;
    int to = place;
    for (int i = from; i < scan.length && scan.text[i] != '\n'; i++) {
      char c = scan.text[i];
      columns += c == ',' || c == '\t' || c == '|' || c == ';' ? 1 : 0;
      to = i;
    }
    if (columns >= FEWEST_COLUMNS) {
      while (to < scan.length && !blankLineAt(scan, to)) {
        to++;
      }
      add(rosters, from, to);
    }
  }

  private static int endOfSignature(Scan scan, int from) {
    int to = from;
    int limit = Math.min(scan.length, from + LONGEST_SIGNATURE);
    while (to < limit && !quoteAt(scan, to)) {
      to++;
    }
    return to;
  }

  private static boolean aloneOnLine(Scan scan, int start, int end) {
    int before = start - 1;
    while (before >= 0 && (scan.text[before] == ' ' || scan.text[before] == '>')) {
      before--;
    }
    int after = end;
    while (after < scan.length && after < end + 4 && scan.text[after] != '\n') {
      after++;
    }
    boolean lineStart = before < 0 || scan.text[before] == '\n';
    return lineStart && (after >= scan.length || scan.text[after] == '\n');
  }

  private static boolean blankLineAt(Scan scan, int place) {
    if (scan.text[place] != '\n') {
      return false;
    }
    int i = place + 1;
    while (i < scan.length && (scan.text[i] == ' ' || scan.text[i] == '\r')) {
      i++;
    }
    return i < scan.length && scan.text[i] == '\n';
  }

  /** A quoted line, or the line above a quoted or forwarded message. */
  private static boolean quoteAt(Scan scan, int place) {
    if (scan.text[place] != '\n' || place + 1 >= scan.length) {
      return false;
    }
    return scan.text[place + 1] == '>'
        || starts(scan, place + 1, "-----")
        || starts(scan, place + 1, "_____")
        || starts(scan, place + 1, "On ")
        || starts(scan, place + 1, "From:");
  }

  private static boolean starts(Scan scan, int place, String what) {
    if (place + what.length() > scan.length) {
      return false;
    }
    for (int i = 0; i < what.length(); i++) {
      if (scan.text[place + i] != what.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
