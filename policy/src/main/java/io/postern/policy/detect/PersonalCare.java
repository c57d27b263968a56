package io.postern.policy.detect;

/**
 * Care that is somebody's: "her biopsy", "your left knee", "my refill". Articles speak of patients
 * and of people, mail about a person says whose it is. For one thread.
 */
final class PersonalCare {
  /** From a pronoun to what is somebody's, in characters: about three words. */
  static final int REACH = 28;

  /** What several weak words have to weigh together to say as much as a strong one. */
  private static final double SURE = 0.6;

  /** From this share on, it is care. */
  static final double LEAST = 0.35;

  /** That somebody writes or is written to who gives care says something of what it is about. */
  private static final double GIVER = 0.4;

  /** A name within so many characters of somebody's care is likely that person's. */
  private static final int NEAR = 400;

  private static final long PRONOUNS = Sense.SELF.bit() | Sense.READER.bit() | Sense.SOMEBODY.bit();

  private final PartView view;
  private final Marks places = new Marks();
  private double self;
  private double reader;
  private double somebody;

  PersonalCare(PartView view) {
    this.view = view;
  }

  /** Finds what is somebody's, once the health words are known. */
  void find() {
    Marks terms = view.scan.terms;
    for (int i = 0; i < terms.size; i++) {
      Term term = view.term(i);
      if (term != null && term.isAny(PRONOUNS)) {
        link(i, term);
      }
    }
    if (view.correspondents().care()) {
      view.evidence().health(HealthRules.OTHER_CONCEPT + HealthRules.GIVER, GIVER);
    }
    if (Math.max(Math.max(self, reader), somebody) >= LEAST) {
      ActiveRule rule = view.rule(Rule.PERSONAL);
      if (rule.enabled()) {
        view.evidence().health(HealthRules.OTHER_CONCEPT + HealthRules.PERSONAL, rule.weight());
      }
    }
  }

  /** How sure it is that who writes speaks of care of their own, 0 to 1. */
  double ofWriter() {
    return self;
  }

  /** How sure it is that whoever reads is in care, 0 to 1. */
  double ofReader() {
    return reader;
  }

  /** Whether somebody's care is spoken of near a place. */
  boolean near(int start, int end) {
    int i = places.atOrAfter(start);
    boolean after = i < places.size && places.start[i] - end <= NEAR;
    return after || (i > 0 && start - places.end[i - 1] <= NEAR);
  }

  /** Whether nobody's care is spoken of. */
  boolean none() {
    return places.size == 0;
  }

  private void link(int pronoun, Term term) {
    int from = view.scan.terms.end[pronoun];
    Marks health = view.health;
    double best = 0;
    int end = from;
    int i = health.atOrAfter(from);
    for (; i < health.size && health.start[i] - from <= REACH; i++) {
      if (sentenceEnds(end, health.start[i])) {
        break;
      }
      best += view.pays(i) ? 0 : view.healthWeight(i);
      end = health.end[i];
    }
    if (best == 0) {
      return;
    }
    double share = best / SURE;
    places.add(view.scan.terms.start[pronoun], end, 0);
    self = term.is(Sense.SELF) ? Math.min(1, self + share) : self;
    reader = term.is(Sense.READER) ? Math.min(1, reader + share) : reader;
    somebody = term.is(Sense.SOMEBODY) ? Math.min(1, somebody + share) : somebody;
  }

  private boolean sentenceEnds(int from, int to) {
    char[] text = view.text();
    for (int i = from; i < to; i++) {
      char c = text[i];
      boolean mark = c == '.' || c == '!' || c == '?' || c == ';';
      if ((mark && i + 1 < to && text[i + 1] <= ' ') || (c == '\n' && text[i + 1] == '\n')) {
        return true;
      }
    }
    return false;
  }
}
