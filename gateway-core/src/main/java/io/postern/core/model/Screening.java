package io.postern.core.model;

import java.util.List;
import java.util.Optional;

/**
 * What the detector found in one message. It never holds a value, only where one was and a masked
 * sample, so that it may be logged, audited and shown.
 *
 * @param score 0 to 1
 * @param level {@code none}, {@code low}, {@code medium}, {@code high}, or {@code bulk} for PHI of
 *     {@link #BULK} people or more
 * @param unscanned parts that were not read, each with its reason
 * @param patients how many people are told apart at least; many of them are a bulk disclosure
 */
public record Screening(
    Verdict verdict,
    double score,
    String level,
    List<Finding> findings,
    List<Unscanned> unscanned,
    Optional<Integer> patients) {
  /** From how many people on a disclosure is one in bulk. */
  public static final int BULK = 10;

  /** Where nobody counted people. */
  public Screening(
      Verdict verdict,
      double score,
      String level,
      List<Finding> findings,
      List<Unscanned> unscanned) {
    this(verdict, score, level, findings, unscanned, Optional.empty());
  }

  public Screening {
    findings = List.copyOf(findings);
    unscanned = List.copyOf(unscanned);
  }

  /** Whether it concerns so many people that it is a breach of its own kind. */
  public boolean bulk() {
    return patients.orElse(0) >= BULK;
  }

  /**
   * One piece of evidence.
   *
   * @param rule the rule's name, as in {@code ssn.context}
   * @param part the path of the part, as in {@code 1.2 letter.html} or {@code header:subject}
   * @param offset where it starts in the part's text, in characters
   * @param length its length in characters
   * @param sample masked: enough to find it again, not enough to know it; of a health term only its
   *     length
   * @param weight what it added
   * @param near what it stood near to, as in {@code health.condition@+46}
   * @param hash of the value, with a key of the installation: equal values can be recognised, and
   *     nobody without the key can try values out; empty where the value is a word of a list
   */
  public record Finding(
      String rule,
      String part,
      int offset,
      int length,
      String sample,
      double weight,
      Optional<String> near,
      Optional<String> hash) {
    /** Without a hash. */
    public Finding(
        String rule,
        String part,
        int offset,
        int length,
        String sample,
        double weight,
        Optional<String> near) {
      this(rule, part, offset, length, sample, weight, near, Optional.empty());
    }
  }

  /** A part that nobody read, and why: encrypted, too large, malformed, kind not read. */
  public record Unscanned(String part, String reason) {}

  /** For the gateway's own mail, which is written without PHI and not screened. */
  public static final Screening OWN_MAIL =
      new Screening(Verdict.NONE, 0, "none", List.of(), List.of());
}
