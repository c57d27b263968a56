package io.postern.policy.detect;

/** Identifiers that are numbers: each number goes to the first rule that knows it. */
final class NumberRules {
  private final Numbers numbers;
  private final NetworkNumbers network;
  private final PersonNumbers persons;
  private final DateRules dates;
  private final ContactNumbers contacts;
  private final LabelledNumbers labelled;

  private NumberRules(PartView view) {
    numbers = new Numbers(view);
    network = new NetworkNumbers(view, numbers);
    persons = new PersonNumbers(view, numbers);
    dates = new DateRules(view, numbers);
    contacts = new ContactNumbers(view, numbers);
    labelled = new LabelledNumbers(view, numbers);
  }

  static void apply(PartView view) {
    new NumberRules(view).run();
  }

  private void run() {
    int i = 0;
    while (i < numbers.count()) {
      i += Math.max(1, at(i));
    }
  }

  /** Tries the rules on the numbers from {@code i}; gives how many of them were used. */
  private int at(int i) {
    int group = numbers.group(i);
    int used = network.at(i, group);
    used = used > 0 ? used : persons.at(i, group);
    used = used > 0 ? used : contacts.at(i, group);
    used = used > 0 ? used : dates.at(i, group);
    used = used > 0 ? used : labelled.at(i, group);
    return used;
  }
}
