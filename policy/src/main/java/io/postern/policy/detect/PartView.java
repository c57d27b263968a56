package io.postern.policy.detect;

import io.postern.policy.extract.PartText;
import io.postern.policy.extract.PartText.Form;
import org.jspecify.annotations.Nullable;

/** One text with its marks, as the rules see it. For one thread. */
final class PartView {
  /** An identifier this near to a health word belongs to it, in characters. */
  private static final int NEAR = 400;

  private static final double FAR = 0.55;
  private static final double FAR_HEADER = 0.75;

  final PartText part;
  final Scan scan;
  final Zones zones;
  final Marks health = new Marks();
  private final Lexicon lexicon;
  private final Evidence evidence;

  PartView(PartText part, Scan scan, Zones zones, Lexicon lexicon, Evidence evidence) {
    this.part = part;
    this.scan = scan;
    this.zones = zones;
    this.lexicon = lexicon;
    this.evidence = evidence;
  }

  char[] text() {
    return scan.text;
  }

  int length() {
    return scan.length;
  }

  Lexicon lexicon() {
    return lexicon;
  }

  Evidence evidence() {
    return evidence;
  }

  /** The term of a mark; null where the word is medical by its ending only. */
  @Nullable Term term(int mark) {
    int index = scan.terms.what[mark];
    return index == Scan.SUFFIX ? null : lexicon.term(index);
  }

  boolean is(int mark, Sense sense) {
    Term term = term(mark);
    return term != null && term.is(sense);
  }

  /** The distance back to the nearest keyword of a sense, or -1 where none within the window. */
  int before(Sense sense, int place, int window) {
    Marks terms = scan.terms;
    for (int i = terms.atOrAfter(place) - 1; i >= 0; i--) {
      int distance = place - terms.end[i];
      if (place - terms.start[i] > window + 60) {
        return -1;
      }
      if (distance >= 0 && distance <= window && is(i, sense)) {
        return distance;
      }
    }
    return -1;
  }

  /** Whether a keyword of a sense begins within the window after a place. */
  boolean after(Sense sense, int place, int window) {
    Marks terms = scan.terms;
    for (int i = terms.atOrAfter(place); i < terms.size; i++) {
      if (terms.start[i] - place > window) {
        return false;
      }
      if (is(i, sense)) {
        return true;
      }
    }
    return false;
  }

  /** Records an identifier found by a rule. */
  void found(Rule rule, int start, int end, double factor) {
    double zone = zoned(rule) ? zones.forIdentifier(start) : 1;
    double weight = rule.weight * factor * zone;
    int mark = nearestHealth(start, end);
    double link = mark >= 0 ? 1 : far();
    String near = mark >= 0 ? near(mark, start) : "";
    String sample = Mask.of(rule.identifier, text(), start, end);
    int offset = part.originOf(start);
    int length = part.originOf(end - 1) + 1 - offset;
    evidence.identifier(
        rule,
        weight,
        link,
        Evidence.finding(rule.label, part.part(), offset, length, sample, weight, near));
  }

  /** Numbers that only a patient has mean the same in a signature. */
  private static boolean zoned(Rule rule) {
    return switch (rule.identifier) {
      case NAME, PHONE, MAIL, ADDRESS, AGE, LICENCE, SERVICE_DATE -> true;
      case SSN, MBI, MRN, MEMBER, ACCOUNT, BIRTH_DATE, CARD, TABLE -> false;
    };
  }

  private double far() {
    return part.form() == Form.SUBJECT || part.form() == Form.FILE_NAME ? FAR_HEADER : FAR;
  }

  private int nearestHealth(int start, int end) {
    int i = health.atOrAfter(start);
    int after = i < health.size ? health.start[i] - end : Integer.MAX_VALUE;
    int before = i > 0 ? start - health.end[i - 1] : Integer.MAX_VALUE;
    if (Math.min(after, before) > NEAR) {
      return -1;
    }
    return before <= after ? i - 1 : i;
  }

  private String near(int mark, int place) {
    int distance = health.start[mark] - place;
    int index = health.what[mark];
    String kind = index == Scan.SUFFIX ? "ending" : lexicon.term(index).healthClass();
    return "health." + kind + (distance < 0 ? "@" : "@+") + distance;
  }
}
