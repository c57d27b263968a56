package io.postern.core.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Under which terms a message is held.
 *
 * @param releasers operators who may let it go on; none means whoever may operate the queue
 * @param longest how long it is held; empty means until a person decides
 * @param end what happens then
 * @param refused whether policy refused it, so that who releases it has to say why
 */
public record HoldTerms(
    List<String> releasers, Optional<Duration> longest, End end, boolean refused) {
  /** Until a person decides. */
  public static final HoldTerms UNTIL_DECIDED =
      new HoldTerms(List.of(), Optional.empty(), End.KEEP);

  /** What becomes of a message that was held for as long as it may be; each is audited. */
  public enum End {
    /** It is held on, and said so again. */
    KEEP,
    /** Its sender hears that it was not delivered. */
    REFUSE,
    /** It goes on with the protections that the decision lists for a release. */
    RELEASE
  }

  /** For what policy refused and the gateway holds instead. */
  public static final HoldTerms REFUSED =
      new HoldTerms(List.of(), Optional.empty(), End.KEEP, true);

  public HoldTerms {
    releasers = List.copyOf(releasers);
    if (longest.isEmpty() && end != End.KEEP) {
      throw new IllegalArgumentException("what is held without end has no end");
    }
  }

  /** Of what policy did not refuse. */
  public HoldTerms(List<String> releasers, Optional<Duration> longest, End end) {
    this(releasers, longest, end, false);
  }

  /** The same, except that where it would go on by itself it is held on. */
  public HoldTerms keptOn() {
    return new HoldTerms(releasers, longest, end == End.RELEASE ? End.KEEP : end, refused);
  }

  /** The same without an end. */
  public HoldTerms untilDecided() {
    return new HoldTerms(releasers, Optional.empty(), End.KEEP, refused);
  }
}
