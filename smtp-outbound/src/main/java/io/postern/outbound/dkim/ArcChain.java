package io.postern.outbound.dkim;

import io.postern.core.mime.HeaderBlock;
import io.postern.outbound.dkim.SignatureCheck.Found;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The seals that a message came with, and what they are worth.
 *
 * @param sets the first hop's first; those that are not well formed are none
 */
record ArcChain(List<ArcSet> sets, Status status) {
  /** RFC 8617 4.4. */
  enum Status {
    NONE("none"),
    PASS("pass"),
    FAIL("fail"),
    /** The DNS did not answer, so nobody can say. */
    UNKNOWN("temperror");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    /** As in the tag cv=. */
    String label() {
      return label;
    }
  }

  /**
   * Judges as RFC 8617 5.2 does.
   *
   * @throws IOException where the body cannot be read
   */
  static ArcChain of(HeaderBlock header, BodyHashes body, SignatureCheck check) throws IOException {
    Optional<List<ArcSet>> sets = ArcSet.chain(header);
    if (sets.isEmpty()) {
      return new ArcChain(List.of(), Status.FAIL);
    }
    List<ArcSet> chain = sets.get();
    return new ArcChain(chain, chain.isEmpty() ? Status.NONE : judged(chain, header, body, check));
  }

  private static Status judged(
      List<ArcSet> chain, HeaderBlock header, BodyHashes body, SignatureCheck check)
      throws IOException {
    if (!marksFit(chain)) {
      return Status.FAIL;
    }
    ArcSet newest = chain.getLast();
    Found found = check.of(header, newest.message(), newest.messageTags(), body);
    for (int i = chain.size(); i > 0 && found == Found.GOOD; i--) {
      found = check.verify(covered(chain.subList(0, i)), chain.get(i - 1).sealTags());
    }
    return switch (found) {
      case GOOD -> Status.PASS;
      case BAD -> Status.FAIL;
      case UNKNOWN -> Status.UNKNOWN;
    };
  }

  /** The first hop found no seal, every other a good chain; no seal has an h= (RFC 8617 4.1.3). */
  private static boolean marksFit(List<ArcSet> chain) {
    for (int i = 0; i < chain.size(); i++) {
      String wanted = (i == 0 ? Status.NONE : Status.PASS).label();
      Tags tags = chain.get(i).sealTags();
      if (!tags.compact("cv").equalsIgnoreCase(wanted) || tags.find("h").isPresent()) {
        return false;
      }
    }
    return true;
  }

  /** What the last seal of some sets covers (RFC 8617 5.1.1). */
  private static String covered(List<ArcSet> sets) {
    StringBuilder covered = new StringBuilder(before(sets.subList(0, sets.size() - 1)));
    ArcSet last = sets.getLast();
    covered.append(Canonicalization.RELAXED.field(last.results()));
    covered.append(Canonicalization.RELAXED.field(last.message()));
    String own = SignatureCheck.withoutValue(last.seal());
    return covered.append(Canonicalization.RELAXED.own(own)).toString();
  }

  /** Whole sets, in order. */
  static String before(List<ArcSet> sets) {
    StringBuilder covered = new StringBuilder();
    for (ArcSet set : sets) {
      covered.append(Canonicalization.RELAXED.field(set.results()));
      covered.append(Canonicalization.RELAXED.field(set.message()));
      covered.append(Canonicalization.RELAXED.field(set.seal()));
    }
    return covered.toString();
  }

  /** Whether somebody before us has said for good that the chain is broken. */
  boolean endedBefore() {
    return !sets.isEmpty() && sets.getLast().sealTags().compact("cv").equalsIgnoreCase("fail");
  }
}
