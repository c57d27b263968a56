package io.postern.policy.detect;

import java.time.YearMonth;

/** Check digits and forms of numbers, on characters, without allocation. */
final class Checks {
  private static final String VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";
  private static final String VIN_VALUES = "12345678123457923456789";
  private static final int[] VIN_WEIGHTS = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final int[] ABA_WEIGHTS = {3, 7, 1};

  private Checks() {}

  /**
   * Social security number: area not 000, 666 or 900 and above, group not 00, serial not 0000 (SSA
   * POMS RM 10201.035); numbers printed in advertisements are out.
   */
  static boolean ssn(char[] t, int from, int to) {
    long all = number(t, from, to);
    int area = (int) (all / 1_000_000);
    int group = (int) (all / 10_000 % 100);
    int serial = (int) (all % 10_000);
    boolean form = digits(t, from, to) == 9 && area > 0 && area != 666 && area < 900;
    boolean advertised = all == 78_05_1120 || all == 219_09_9999 || all == 123_45_6789;
    return form && group > 0 && serial > 0 && !advertised && all % 111_111_111 != 0;
  }

  /**
   * Medicare Beneficiary Identifier: eleven characters, positions by the CMS format; letters
   * without S, L, O, I, B, Z; dashes are for display.
   */
  static boolean mbi(char[] t, int from, int to) {
    int position = 0;
    for (int i = from; i < to; i++) {
      if (t[i] != '-' && (position > 10 || !mbiCharacter(t[i], position++))) {
        return false;
      }
    }
    return position == 11;
  }

  private static boolean mbiCharacter(char c, int position) {
    return switch (position) {
      case 0 -> c >= '1' && c <= '9';
      case 1, 4, 7, 8 -> mbiLetter(c);
      case 2, 5 -> mbiLetter(c) || digit(c);
      default -> digit(c);
    };
  }

  /** ISO/IEC 7812-1 check digit over the digits in a range; other characters are skipped. */
  static boolean luhn(char[] t, int from, int to, int start) {
    int sum = start;
    boolean twice = false;
    for (int i = to - 1; i >= from; i--) {
      if (digit(t[i])) {
        int d = t[i] - '0';
        sum += twice ? (d > 4 ? 2 * d - 9 : 2 * d) : d;
        twice = !twice;
      }
    }
    return sum % 10 == 0;
  }

  /** Payment card: a known prefix, its length and its check digit. */
  static boolean card(char[] t, int from, int to) {
    int two = (t[from] - '0') * 10 + (t[from + 1] - '0');
    boolean issuer =
        switch (digits(t, from, to)) {
          case 14 -> two == 36 || two == 38 || two == 30;
          case 15 -> two == 34 || two == 37;
          case 16 ->
              two / 10 == 4
                  || (two >= 51 && two <= 55)
                  || (two >= 22 && two <= 27)
                  || two == 60
                  || (two >= 64 && two <= 65)
                  || two == 35;
          default -> false;
        };
    return issuer && luhn(t, from, to, 0);
  }

  /** National Provider Identifier: Luhn with the prefix 80840, which adds 24. */
  static boolean npi(char[] t, int from) {
    return (t[from] == '1' || t[from] == '2') && luhn(t, from, from + 10, 24);
  }

  /** DEA registration: two letters (or a letter and 9) and seven digits, the last a check digit. */
  static boolean dea(char[] t, int from, int to) {
    boolean form = to - from == 9 && letter(t[from]) && (letter(t[from + 1]) || t[from + 1] == '9');
    if (!form || digits(t, from + 2, to) != 7) {
      return false;
    }
    int odd = t[from + 2] + t[from + 4] + t[from + 6] - 3 * '0';
    int even = t[from + 3] + t[from + 5] + t[from + 7] - 3 * '0';
    return (odd + 2 * even) % 10 == t[to - 1] - '0';
  }

  /** Bank routing number: nine digits, weights 3, 7, 1. */
  static boolean aba(char[] t, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += (t[i] - '0') * ABA_WEIGHTS[(i - from) % 3];
    }
    boolean form = to - from == 9 && digits(t, from, to) == 9;
    return form && sum > 0 && sum % 10 == 0;
  }

  /** Vehicle identification number (49 CFR 565.15): the ninth character checks the others. */
  static boolean vin(char[] t, int from, int to) {
    if (to - from != 17) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      char c = Character.toUpperCase(t[from + i]);
      int letter = VIN_LETTERS.indexOf(c);
      if (!digit(c) && letter < 0) {
        return false;
      }
      sum += VIN_WEIGHTS[i] * (digit(c) ? c - '0' : VIN_VALUES.charAt(letter) - '0');
    }
    char check = Character.toUpperCase(t[from + 8]);
    return sum % 11 == 10 ? check == 'X' : check - '0' == sum % 11;
  }

  /** GS1 check digit: weights 3 and 1 from the right. */
  static boolean gs1(char[] t, int from, int to) {
    int sum = 0;
    for (int i = to - 1, n = 0; i >= from; i--, n++) {
      if (!digit(t[i])) {
        return false;
      }
      sum += (t[i] - '0') * (n % 2 == 0 ? 1 : 3);
    }
    return to > from && sum % 10 == 0;
  }

  /** A day that exists between 1880 and 2100; two-digit years are taken as they are. */
  static boolean date(int year, int month, int day) {
    boolean plausible = year < 100 || (year >= 1880 && year <= 2100);
    if (!plausible || month < 1 || month > 12 || day < 1) {
      return false;
    }
    return day <= YearMonth.of(year < 100 ? 2000 + year : year, month).lengthOfMonth();
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  /** How many digits are in a range. */
  static int digits(char[] t, int from, int to) {
    int n = 0;
    for (int i = from; i < to; i++) {
      n += digit(t[i]) ? 1 : 0;
    }
    return n;
  }

  /** The value of the digits in a range, up to eighteen of them. */
  static long number(char[] t, int from, int to) {
    long v = 0;
    for (int i = from; i < to && v < 100_000_000_000_000_000L; i++) {
      v = digit(t[i]) ? v * 10 + (t[i] - '0') : v;
    }
    return v;
  }

  private static boolean mbiLetter(char c) {
    return letter(c) && "SLOIBZ".indexOf(c & ~0x20) < 0;
  }
}
