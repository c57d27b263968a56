package io.postern.policy.detect;

/** Whoever gets "your appointment" is a patient: the address of the message names them. */
final class Addressee {
  /** What is left where many get the same. */
  private static final double BULK = 0.2;

  /** What is left where the words are about animals. */
  private static final double ANIMALS = 0.2;

  /** The organisation itself writes: then its words mean what they say. */
  private static final double OWN = 2;

  private Addressee() {}

  static void apply(PartView view) {
    Marks terms = view.scan.terms;
    for (int i = 0; i < terms.size; i++) {
      if (view.is(i, Sense.ADDRESSED)) {
        Correspondents who = view.correspondents();
        double factor = who.bulk() || view.zones.bulk() ? BULK : who.own() ? OWN : 1;
        double animals = animals(view) ? ANIMALS : 1;
        view.found(Rule.ADDRESSEE, terms.start[i], terms.end[i], factor * animals);
        return;
      }
    }
  }

  private static boolean animals(PartView view) {
    Marks terms = view.scan.terms;
    for (int i = 0; i < terms.size; i++) {
      if (view.is(i, Sense.ANIMAL)) {
        return true;
      }
    }
    return false;
  }
}
