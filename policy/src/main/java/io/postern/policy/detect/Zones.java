package io.postern.policy.detect;

/**
 * Places where the same words mean less: the signature names who writes, the confidentiality footer
 * speaks of health information in general. For one thread.
 */
final class Zones {
  private static final int LONGEST_SIGNATURE = 400;
  private static final int LONGEST_FOOTER = 1200;

  private final Marks signatures = new Marks();
  private final Marks footers = new Marks();

  /** Finds the zones of a text. */
  void find(PartView view) {
    Scan scan = view.scan;
    Lexicon lexicon = view.lexicon();
    signatures.clear();
    footers.clear();
    Marks terms = scan.terms;
    for (int i = 0; i < terms.size; i++) {
      if (terms.what[i] == Scan.SUFFIX) {
        continue;
      }
      Term term = lexicon.term(terms.what[i]);
      if (term.is(Sense.FOOTER)) {
        footer(scan, terms.start[i]);
      } else if (term.is(Sense.SIGN_OFF) && aloneOnLine(scan, terms.start[i], terms.end[i])) {
        add(signatures, terms.end[i], endOfSignature(scan, terms.end[i]));
      }
    }
  }

  /** What is left of a name, number or address at a place: 1 outside of zones. */
  double forIdentifier(int place) {
    return inside(place, signatures) ? 0.15 : 1;
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
