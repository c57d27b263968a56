package io.postern.policy.detect;

/** Internet addresses, which point to somebody's connection (45 CFR 164.514(b)(2)(i)(O)). */
final class NetworkNumbers {
  private static final int OCTETS = 4;
  private static final int GREATEST_OCTET = 255;

  /** Groups of an IPv6 address, and the digits of one (RFC 4291 2.2). */
  private static final int GROUPS = 8;

  private static final int GROUP_DIGITS = 4;

  private final PartView view;
  private final Numbers numbers;
  private final char[] text;

  NetworkNumbers(PartView view, Numbers numbers) {
    this.view = view;
    this.numbers = numbers;
    this.text = view.text();
  }

  /** How many numbers from {@code i} on were used. */
  int at(int i, int group) {
    if (group == OCTETS && numbers.separator(i) == '.' && dotted(i)) {
      return found(numbers.start(i), numbers.end(i + OCTETS - 1), i);
    }
    int end = globalUnicast(numbers.start(i), numbers.end(i));
    return end > 0 ? found(numbers.start(i), end, i) : 0;
  }

  private int found(int start, int end, int i) {
    view.found(Rule.IP, start, end, 1);
    int next = view.scan.numbers.atOrAfter(end);
    return next - i;
  }

  /** Four octets that are no part of a longer number, and no version behind its label. */
  private boolean dotted(int i) {
    int start = numbers.start(i);
    for (int k = i; k < i + OCTETS; k++) {
      boolean octet = numbers.digits(k) > 0 && numbers.width(k) <= 3;
      boolean padded = octet && numbers.width(k) > 1 && text[numbers.start(k)] == '0';
      if (!octet || padded || numbers.value(k) > GREATEST_OCTET) {
        return false;
      }
    }
    boolean inside = start > 0 && text[start - 1] == '.';
    return !inside
        && routed(numbers.value(i), numbers.value(i + 1))
        && view.before(Sense.VETO, start, view.rule(Rule.IP).window()) < 0;
  }

  /** Private, loopback, link-local and multicast addresses point to nobody (RFC 6890 2.2.2). */
  private static boolean routed(int first, int second) {
    return switch (first) {
      case 0, 10, 127 -> false;
      case 100 -> second < 64 || second > 127;
      case 169 -> second != 254;
      case 172 -> second < 16 || second > 31;
      case 192 -> second != 168;
      default -> first < 224;
    };
  }

  /**
   * The end of an address in 2000::/3, the only ones that point to somebody (RFC 4291 2.4); or 0.
   */
  private int globalUnicast(int start, int end) {
    boolean begins =
        end - start == GROUP_DIGITS
            && (text[start] == '2' || text[start] == '3')
            && end < view.length()
            && text[end] == ':'
            && (start == 0 || text[start - 1] != ':');
    return begins ? groups(start) : 0;
  }

  /** Eight groups, or fewer where {@code ::} stands for zeros once. */
  private int groups(int start) {
    int at = start;
    int count = 0;
    boolean shortened = false;
    while (count < GROUPS) {
      int stop = hexadecimal(at);
      if (stop == at && !(shortened && text[at - 1] == ':')) {
        return 0;
      }
      count += stop > at ? 1 : 0;
      at = stop;
      if (stop >= view.length() || text[stop] != ':' || count == GROUPS) {
        break;
      }
      at++;
      if (at < view.length() && text[at] == ':') {
        if (shortened) {
          return 0;
        }
        shortened = true;
        at++;
      } else if (hexadecimal(at) == at) {
        // the colon of a sentence
        at--;
        break;
      }
    }
    boolean more = at + 1 < view.length() && text[at] == ':' && Scan.isWord(text[at + 1]);
    boolean ends = !more && (at >= view.length() || !Scan.isWord(text[at]));
    return ends && (shortened ? count < GROUPS : count == GROUPS) ? at : 0;
  }

  private int hexadecimal(int from) {
    int i = from;
    while (i < view.length() && i < from + GROUP_DIGITS && Disguises.hex(text[i])) {
      i++;
    }
    return i;
  }
}
