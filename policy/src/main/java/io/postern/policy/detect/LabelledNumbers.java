package io.postern.policy.detect;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Numbers that mean something only behind their label: the nearest label decides. */
final class LabelledNumbers {
  /** A rule and what its numbers look like. */
  private record Kind(Rule rule, int digits, int width) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(Rule.MRN_CONTEXT, 4, 24),
          new Kind(Rule.MEMBER_CONTEXT, 5, 24),
          new Kind(Rule.ACCOUNT_CONTEXT, 5, 24),
          new Kind(Rule.LICENCE, 6, 20),
          new Kind(Rule.DEVICE, 5, 24),
          new Kind(Rule.PLATE, 2, 8),
          new Kind(Rule.ABA, 9, 9),
          new Kind(Rule.NPI_CONTEXT, 10, 10),
          new Kind(Rule.DEA_CONTEXT, 7, 9));

  private static final int FEWEST_DIGITS = 2;

  /** From a label to a number that is written in groups, letters and dots between. */
  private static final int TO_GROUPS = 16;

  private static final int GROUPED_DIGITS = 6;
  private static final int UDI_DIGITS = 14;
  private static final int VIN_WIDTH = 17;

  /** How far a word for another kind of number rules these out. */
  private static final int VETO_WINDOW = 28;

  private final PartView view;
  private final Numbers numbers;
  private final char[] text;

  LabelledNumbers(PartView view, Numbers numbers) {
    this.view = view;
    this.numbers = numbers;
    this.text = view.text();
  }

  /** How many numbers from {@code i} on were used. */
  int at(int i, int group) {
    if (deviceOrVehicle(i) || glued(i)) {
      return 1;
    }
    if (numbers.allDigits(i) < FEWEST_DIGITS && group == 1) {
      return 0;
    }
    int start = begin(i);
    int n = joined(i, group);
    int end = numbers.end(i + n - 1);
    int digits = Checks.digits(text, start, end);
    Rule rule = nearest(start, end, digits);
    if (rule == null) {
      return 0;
    }
    view.found(rule, start, end, 1);
    return n;
  }

  /** {@code MRN00482913}: the label and the number are one word. */
  private boolean glued(int i) {
    int start = numbers.start(i);
    boolean label =
        numbers.allDigits(i) >= 5
            && (text[start] | 0x20) == 'm'
            && (text[start + 1] | 0x20) == 'r'
            && (text[start + 2] | 0x20) == 'n';
    if (label) {
      view.found(Rule.MRN_CONTEXT, start, numbers.end(i), 1);
    }
    return label;
  }

  /** A number may be written in groups with dashes. */
  private int joined(int i, int group) {
    boolean dashes = group > 1 && numbers.separator(i) == '-';
    return dashes || spaced(i, group) ? group : 1;
  }

  /** {@code Member KM 4419 0083 2}: groups of one number, right behind the label. */
  private boolean spaced(int i, int group) {
    if (group < 2 || numbers.separator(i) != ' ') {
      return false;
    }
    int start = numbers.start(i);
    boolean labelled =
        view.before(Sense.MRN, start, TO_GROUPS) >= 0
            || view.before(Sense.MEMBER, start, TO_GROUPS) >= 0;
    return labelled && Checks.digits(text, start, numbers.end(i + group - 1)) >= GROUPED_DIGITS;
  }

  /** A number may have letters and a dash before it: {@code A-482913}. */
  private int begin(int i) {
    int start = numbers.start(i);
    boolean dash = start > 1 && text[start - 1] == '-' && Checks.letter(text[start - 2]);
    int at = start - 1;
    while (dash && at > 0 && Checks.letter(text[at - 1]) && start - at < 5) {
      at--;
    }
    return dash && start - at < 5 ? at : start;
  }

  private @Nullable Rule nearest(int start, int end, int digits) {
    int best = view.before(Sense.VETO, start, VETO_WINDOW);
    int limit = best < 0 ? Integer.MAX_VALUE : best;
    Rule found = null;
    for (Kind kind : KINDS) {
      ActiveRule rule = view.rule(kind.rule);
      Sense sense = Objects.requireNonNull(kind.rule.sense);
      int distance = view.before(sense, start, rule.window());
      if (distance >= 0 && distance < limit && !address(start - distance, start)) {
        boolean fits = digits >= kind.digits && end - start <= kind.width;
        limit = distance;
        found = fits && rule.check().passes(text, start, end) ? kind.rule : null;
      }
    }
    return found;
  }

  /** Below the department of who signs stands the house: {@code Medical Records / 12 Oak St}. */
  private boolean address(int from, int to) {
    boolean signature = view.zones.forIdentifier(to) < 1;
    for (int i = from; signature && i < to; i++) {
      if (text[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  private boolean deviceOrVehicle(int i) {
    int start = numbers.start(i);
    int end = numbers.end(i);
    if (numbers.width(i) == VIN_WIDTH) {
      ActiveRule vin = view.rule(Rule.VIN);
      boolean mixed = numbers.digits(i) == 0 && vin.check().passes(text, start, end);
      if (mixed || view.before(Sense.VIN, start, vin.window()) >= 0) {
        view.found(vin, start, end, 1);
        return true;
      }
    }
    // application identifier 01 of GS1: the device identifier of a UDI (21 CFR 830)
    boolean udi =
        numbers.digits(i) == UDI_DIGITS
            && start >= 4
            && text[start - 1] == ')'
            && text[start - 2] == '1'
            && text[start - 3] == '0'
            && view.rule(Rule.UDI).check().passes(text, start, end);
    if (udi) {
      view.found(Rule.UDI, start, end, 1);
    }
    return udi;
  }
}
