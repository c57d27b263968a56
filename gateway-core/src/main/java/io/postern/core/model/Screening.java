package io.postern.core.model;

import java.util.List;
import java.util.Optional;

/**
 * What the detector found in one message. It never holds a value, only where one was and a masked
 * sample, so that it may be logged, audited and shown.
 *
 * @param score 0 to 1
 * @param level {@code none}, {@code low}, {@code medium} or {@code high}
 * @param unscanned parts that were not read, each with its reason
 */
public record Screening(
    Verdict verdict,
    double score,
    String level,
    List<Finding> findings,
    List<Unscanned> unscanned) {
  public Screening {
    findings = List.copyOf(findings);
    unscanned = List.copyOf(unscanned);
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
   */
  public record Finding(
      String rule,
      String part,
      int offset,
      int length,
      String sample,
      double weight,
      Optional<String> near) {}

  /** A part that nobody read, and why: encrypted, too large, malformed, kind not read. */
  public record Unscanned(String part, String reason) {}

  /** For the gateway's own mail, which is written without PHI and not screened. */
  public static final Screening OWN_MAIL =
      new Screening(Verdict.NONE, 0, "none", List.of(), List.of());
}
