package io.postern.policy.detect;

/** Check digits and forms of numbers, on characters, without allocation. */
final class Checks {
  private Checks() {}

  /**
   * Social security number: area not 000, 666 or 900 and above, group not 00, serial not 0000 (SSA
   * POMS RM 10201.035); numbers printed in advertisements are out.
   */
  static boolean ssn(int area, int group, int serial) {
    boolean form = area > 0 && area != 666 && area < 900 && group > 0 && serial > 0;
    boolean advertised =
        (area == 78 && group == 5 && serial == 1120)
            || (area == 219 && group == 9 && serial == 9999)
            || (area == 123 && group == 45 && serial == 6789);
    boolean repeated = area % 111 == 0 && group == area / 111 * 11 && serial == area / 111 * 1111;
    return form && !advertised && !repeated;
  }

  /**
   * Medicare Beneficiary Identifier: eleven characters, positions by the CMS format; letters
   * without S, L, O, I, B, Z.
   */
  static boolean mbi(char[] t, int from) {
    return t[from] >= '1'
        && t[from] <= '9'
        && mbiLetter(t[from + 1])
        && (mbiLetter(t[from + 2]) || digit(t[from + 2]))
        && digit(t[from + 3])
        && mbiLetter(t[from + 4])
        && (mbiLetter(t[from + 5]) || digit(t[from + 5]))
        && digit(t[from + 6])
        && mbiLetter(t[from + 7])
        && mbiLetter(t[from + 8])
        && digit(t[from + 9])
        && digit(t[from + 10]);
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
  static boolean card(char[] t, int from, int to, int digits) {
    int two = (t[from] - '0') * 10 + (t[from + 1] - '0');
    boolean issuer =
        switch (digits) {
          case 14 -> two == 36 || two == 38 || two == 30;
          case 15 -> two == 34 || two == 37;
          case 16 ->
              two / 10 == 4
                  || (two >= 51 && two <= 55)
                  || (two >= 22 && two <= 27)
                  || two == 60
                  || two == 65
                  || two == 35;
          default -> false;
        };
    return issuer && luhn(t, from, to, 0);
  }

  /** National Provider Identifier: Luhn with the prefix 80840, which adds 24. */
  static boolean npi(char[] t, int from) {
    return (t[from] == '1' || t[from] == '2') && luhn(t, from, from + 10, 24);
  }

  /** A day that exists between 1880 and 2100; two-digit years are taken as they are. */
  static boolean date(int year, int month, int day) {
    boolean plausible = year < 100 || (year >= 1880 && year <= 2100);
    if (!plausible || month < 1 || month > 12 || day < 1) {
      return false;
    }
    return day <= java.time.YearMonth.of(year < 100 ? 2000 + year : year, month).lengthOfMonth();
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean mbiLetter(char c) {
    char u = (char) (c & ~0x20);
    return ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) && "SLOIBZ".indexOf(u) < 0;
  }
}
