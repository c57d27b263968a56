package io.postern.policy.condition;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of many {@link Names} may match a value, found without asking each of them. It never leaves
 * one out that matches. Immutable once it is filled; safe for use by many threads then.
 */
public final class NameIndex {
  private final Map<String, BitSet> exact = new HashMap<>();
  private final Map<String, BitSet> below = new HashMap<>();
  private final Map<String, BitSet> atDomain = new HashMap<>();
  private final Map<Names.Members, BitSet> members = new HashMap<>();
  private final BitSet everything = new BitSet();
  private final List<Glob> globs = new ArrayList<>();

  /**
   * A pattern with stars inside.
   *
   * @param pieces the texts between its stars, all of which are there wherever it matches
   */
  private record Glob(Wildcard pattern, List<String> pieces, int number) {
    boolean matches(String value) {
      for (String piece : pieces) {
        if (!value.contains(piece)) {
          return false;
        }
      }
      return pattern.matches(value);
    }
  }

  /** Adds names under a number of the caller's. */
  public void add(Names names, int number) {
    if (names.everything()) {
      everything.set(number);
    }
    names.exact().forEach(n -> set(exact, n, number));
    names.below().forEach(n -> set(below, n, number));
    names.atDomain().forEach(n -> set(atDomain, n, number));
    names.members().forEach(m -> set(members, m, number));
    names.wildcards().forEach(g -> globs.add(new Glob(g, List.of(g.text().split("\\*")), number)));
  }

  private static <K> void set(Map<K, BitSet> map, K key, int number) {
    map.computeIfAbsent(key, k -> new BitSet()).set(number);
  }

  /**
   * Sets the numbers of all names that may match.
   *
   * @param value an address or a domain
   */
  public void match(String value, BitSet numbers) {
    String lower = value.toLowerCase(Locale.ROOT);
    numbers.or(everything);
    or(numbers, exact.get(lower));
    int at = lower.lastIndexOf('@');
    if (at >= 0) {
      or(numbers, atDomain.get(lower.substring(at + 1)));
    }
    if (!below.isEmpty()) {
      for (int dot = lower.indexOf('.'); dot >= 0; dot = lower.indexOf('.', dot + 1)) {
        or(numbers, below.get(lower.substring(dot + 1)));
      }
    }
    matchGlobs(lower, numbers);
    members.forEach((group, rules) -> matchMembers(group, lower, rules, numbers));
  }

  private void matchGlobs(String value, BitSet numbers) {
    for (Glob glob : globs) {
      if (glob.matches(value)) {
        numbers.set(glob.number());
      }
    }
  }

  private static void matchMembers(
      Names.Members group, String value, BitSet rules, BitSet numbers) {
    try {
      if (group.contains(value)) {
        numbers.or(rules);
      }
    } catch (Undecidable e) {
      numbers.or(rules); // whoever asks them hears why
    }
  }

  private static void or(BitSet numbers, @Nullable BitSet more) {
    if (more != null) {
      numbers.or(more);
    }
  }
}
