package io.postern.policy.condition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Addresses or domains that a policy names: spelt out, with wildcards, in list files and in groups.
 * What can be looked up is looked up, so that many names cost no more than a few. Immutable but for
 * what stands in files; safe for use by many threads.
 */
public final class Names {
  /** Members kept elsewhere. */
  public interface Members {
    /** As policies write it, as in {@code list:partners}. */
    String label();

    /**
     * @param value an address or a domain, in lower case
     * @throws Undecidable where it cannot be told
     */
    boolean contains(String value);
  }

  /** So many are shown where somebody asks why. */
  private static final int SHOWN = 5;

  private final List<String> texts;
  private final List<String> spelt;
  private final Set<String> exact = new HashSet<>();
  private final Set<String> below = new HashSet<>();
  private final Set<String> atDomain = new HashSet<>();
  private final List<Wildcard> wildcards = new ArrayList<>();
  private final List<Members> members;
  private final String shown;
  private boolean everything;

  /**
   * @param patterns {@code *} stands for anything
   */
  public Names(List<Wildcard> patterns, List<Members> members) {
    this.members = List.copyOf(members);
    List<String> all = new ArrayList<>();
    for (Wildcard pattern : patterns) {
      all.add(pattern.text());
      add(pattern);
    }
    members.forEach(m -> all.add(m.label()));
    this.texts = List.copyOf(all);
    this.spelt = texts.subList(0, patterns.size());
    this.shown =
        texts.size() <= SHOWN
            ? texts.toString()
            : texts.subList(0, SHOWN) + " and " + (texts.size() - SHOWN) + " more";
  }

  private void add(Wildcard pattern) {
    String text = pattern.text();
    if (text.equals("*")) {
      everything = true;
    } else if (text.indexOf('*') < 0) {
      exact.add(text);
    } else if (text.startsWith("*.") && text.indexOf('*', 1) < 0 && text.indexOf('@') < 0) {
      below.add(text.substring(2));
    } else if (text.startsWith("*@") && text.indexOf('*', 1) < 0) {
      atDomain.add(text.substring(2));
    } else {
      wildcards.add(pattern);
    }
  }

  /**
   * Whether one of the names matches.
   *
   * @param value an address or a domain
   * @throws Undecidable where a list or group cannot be asked
   */
  public boolean matches(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return spells(lower) || isMember(lower);
  }

  private boolean matchesAt(String value) {
    int at = atDomain.isEmpty() ? -1 : value.lastIndexOf('@');
    return at >= 0 && atDomain.contains(value.substring(at + 1));
  }

  /** {@code *.example.org} covers every depth, as a wildcard does, and of an address its end. */
  private boolean matchesBelow(String value) {
    if (below.isEmpty()) {
      return false;
    }
    for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', dot + 1)) {
      if (below.contains(value.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }

  private boolean isMember(String value) {
    for (Members group : members) {
      if (group.contains(value)) {
        return true;
      }
    }
    return false;
  }

  /** True where everything matches. */
  public boolean everything() {
    return everything;
  }

  /** Whether all that the other names is certainly named here too. */
  public boolean covers(Names other) {
    return everything
        || (members.containsAll(other.members) && other.spelt.stream().allMatch(this::spells));
  }

  /**
   * The domains of these addresses, where all of them are spelt out behind their at sign; else
   * every domain.
   */
  public Names domains() {
    boolean known = members.isEmpty() && spelt.stream().allMatch(s -> s.indexOf('@') >= 0);
    List<Wildcard> domains =
        known
            ? spelt.stream().map(s -> new Wildcard(s.substring(s.lastIndexOf('@') + 1))).toList()
            : List.of(new Wildcard("*"));
    return new Names(domains, List.of());
  }

  /** Whether certainly nothing is named by both. */
  public boolean disjoint(Names other) {
    return onlyExact() && other.onlyExact() && Collections.disjoint(exact, other.exact);
  }

  /**
   * Also of a pattern: a star in it is matched by nothing but a star here, so that all it matches
   * is matched here.
   */
  private boolean spells(String value) {
    if (everything || exact.contains(value) || matchesBelow(value) || matchesAt(value)) {
      return true;
    }
    for (Wildcard wildcard : wildcards) {
      if (wildcard.matches(value)) {
        return true;
      }
    }
    return false;
  }

  /** All of them as they are written, in lower case. */
  public List<String> texts() {
    return texts;
  }

  /** The names that are spelt out, without wildcards. */
  public Set<String> exact() {
    return Set.copyOf(exact);
  }

  Set<String> below() {
    return Set.copyOf(below);
  }

  Set<String> atDomain() {
    return Set.copyOf(atDomain);
  }

  List<Wildcard> wildcards() {
    return List.copyOf(wildcards);
  }

  List<Members> members() {
    return members;
  }

  /** Whether {@link #exact} is all there is. */
  public boolean onlyExact() {
    return texts.size() == exact.size();
  }

  @Override
  public String toString() {
    return shown;
  }
}
