package io.postern.core.trail;

import io.postern.core.audit.ChainHead;
import java.util.List;

/**
 * What a check of the whole trail found.
 *
 * @param links how many links there are
 * @param heads where the chains end; kept elsewhere they show later that nothing was rolled back
 * @param findings everything that is wrong, by stream and number
 */
public record Verification(long links, List<ChainHead> heads, List<Finding> findings) {
  public Verification {
    heads = List.copyOf(heads);
    findings = List.copyOf(findings);
  }

  /** True where nothing is wrong. */
  public boolean intact() {
    return findings.isEmpty();
  }

  /**
   * One thing that is wrong.
   *
   * @param seq the link's number; for {@link Kind#REMOVED} the first one that is missing
   * @param count how many links it is about
   */
  public record Finding(String stream, long seq, long count, Kind kind) {
    @Override
    public String toString() {
      return stream + " " + seq + (count > 1 ? ".." + (seq + count - 1) : "") + ": " + kind.text;
    }
  }

  /** What is wrong. */
  public enum Kind {
    /** The hash of a link does not fit what it says. */
    EDITED("changed after it was written"),
    /** A link does not follow from the one before: one of them was replaced, or their order. */
    UNCHAINED("does not follow from the one before"),
    /** Numbers are missing. */
    REMOVED("removed"),
    /** Links beyond the end that was sealed. */
    ADDED("added behind the sealed end"),
    /** The end of the chain is missing, or not sealed by our root key. */
    HEAD_FORGED("the end of the chain is not sealed by this root key"),
    /** The last link is not the one that was sealed: it and perhaps others were replaced. */
    HEAD_DIFFERS("the last link is not the one that was sealed");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }
}
