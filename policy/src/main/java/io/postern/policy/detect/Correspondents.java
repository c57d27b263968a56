package io.postern.policy.detect;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who writes a message and who gets it, by the words of their names: neither is a patient because
 * of that. For one thread.
 */
final class Correspondents {
  private static final Pattern ATOMS = Pattern.compile("[\\s,<>]+");
  private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}']+");
  private static final Set<String> FIELDS =
      Set.of("header:from", "header:sender", "header:reply-to", "header:to", "header:cc");

  /** Words that those who give care have in their domains. */
  private static final List<String> CARE =
      List.of(
          ("clinic hospital medical medicine health dental dentist ortho smile pharm rx drug therap"
                  + " rehab recovery counsel psych behavior hospice homecare nurs surg imaging"
                  + " radiolog cardio heart kidney dialysis cancer oncol derm pediatr kids birth"
                  + " midwi fertil genom genetic allerg asthma hearing audio eye vision optic podiatr"
                  + " spine pain sleep cpap dme wound physician doctor urgentcare infusion")
              .split(" "));

  /** A word of care begins at most so many characters behind the at sign. */
  private static final int CARE_WITHIN = 60;

  private static final int LONGEST_CARE =
      CARE.stream().mapToInt(String::length).max().orElseThrow();

  private static final int MOST = 2_000;

  private final RuleSet rules;
  private final Set<String> writers = new HashSet<>();
  private final Set<String> readers = new HashSet<>();
  private boolean bulk;
  private boolean own;
  private boolean care;

  Correspondents(RuleSet rules) {
    this.rules = rules;
  }

  /** Takes a field of the message's header; the path is as in {@code header:from}. */
  void field(String path, String value) {
    care |= gives(path, value);
    switch (path) {
      case "header:from", "header:sender" -> {
        own |= rules.own(address(value));
        names(value, writers);
      }
      case "header:reply-to" -> names(value, writers);
      case "header:to", "header:cc" -> names(value, readers);
      case "header:list-id", "header:list-post", "header:list-unsubscribe" -> bulk = true;
      case "header:precedence" -> bulk |= !value.isBlank();
      default -> {}
    }
  }

  /** Whether many people get the same: mailing lists say so (RFC 2369, RFC 2919). */
  boolean bulk() {
    return bulk;
  }

  /** Whether the organisation itself writes. */
  boolean own() {
    return own;
  }

  /** Whether somebody who gives care writes or gets this, by the domain. */
  boolean care() {
    return care;
  }

  private static boolean gives(String path, String mailboxes) {
    return FIELDS.contains(path) && caring(mailboxes.toLowerCase(Locale.ROOT));
  }

  /** Not one expression: at each at sign it tried every word at every place. */
  static boolean caring(String lower) {
    int at = lower.indexOf('@');
    while (at >= 0) {
      String domain = lower.substring(at + 1, domainEnd(lower, at + 1));
      for (String word : CARE) {
        int place = domain.indexOf(word);
        if (place >= 0 && place <= CARE_WITHIN) {
          return true;
        }
      }
      at = lower.indexOf('@', at + 1);
    }
    return false;
  }

  /** As far as a word could reach; the fields of a nested message may have megabytes. */
  private static int domainEnd(String lower, int from) {
    int most = Math.min(lower.length(), from + CARE_WITHIN + LONGEST_CARE);
    int end = from;
    while (end < most && ofDomain(lower.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean ofDomain(char c) {
    return (c >= 'a' && c <= 'z') || Checks.digit(c) || c == '.' || c == '-';
  }

  boolean writes(char[] text, int start, int end) {
    return !writers.isEmpty() && writers.contains(lower(text, start, end));
  }

  boolean reads(char[] text, int start, int end) {
    return !readers.isEmpty() && readers.contains(lower(text, start, end));
  }

  private static String lower(char[] text, int start, int end) {
    return new String(text, start, end - start).toLowerCase(Locale.ROOT);
  }

  private static String address(String mailbox) {
    int open = mailbox.lastIndexOf('<');
    int close = mailbox.indexOf('>', open + 1);
    return (open >= 0 && close > open ? mailbox.substring(open + 1, close) : mailbox).strip();
  }

  /** The words of display names. Linear: a nested message may have a field of megabytes. */
  private static void names(String mailboxes, Set<String> into) {
    for (String atom : ATOMS.split(mailboxes.toLowerCase(Locale.ROOT))) {
      if (atom.indexOf('@') < 0) {
        for (String word : SEPARATORS.split(atom)) {
          if (word.length() > 2 && into.size() < MOST) {
            into.add(word);
          }
        }
      }
    }
  }
}
