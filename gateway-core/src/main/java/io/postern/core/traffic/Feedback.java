package io.postern.core.traffic;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What an attempt tells of its destination.
 *
 * @param reply where it is bad news
 */
public record Feedback(Kind kind, Optional<HostReply> reply) {
  /** What is told. */
  public enum Kind {
    /** A host was there and did its work, whatever it thinks of the message. */
    GOOD,
    /** No host was there. */
    AWAY,
    /** The destination wants less from us. */
    LESS,
    /** Nothing: no host was asked. */
    NONE
  }

  /** Of an attempt that asked nobody. */
  public static final Feedback NOTHING = new Feedback(Kind.NONE, Optional.empty());

  private static final Feedback FINE = new Feedback(Kind.GOOD, Optional.empty());

  /** Of one attempt; a wish for less weighs more than that others of its recipients were served. */
  public static Feedback of(List<Outcome> outcomes) {
    Optional<Feedback> less = first(outcomes, Kind.LESS);
    boolean good = outcomes.stream().anyMatch(o -> kind(o) == Kind.GOOD);
    return less.orElseGet(() -> good ? FINE : first(outcomes, Kind.AWAY).orElse(NOTHING));
  }

  private static Optional<Feedback> first(List<Outcome> outcomes, Kind kind) {
    return outcomes.stream()
        .filter(o -> kind(o) == kind)
        .findFirst()
        .map(o -> new Feedback(kind, reply(o)));
  }

  private static Kind kind(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered d -> Kind.GOOD;
      case Outcome.Failed f -> Kind.GOOD;
      // The host was there; that the next attempt goes another way says nothing of its load.
      case Outcome.Unprotectable u -> Kind.NONE;
      case Outcome.Deferred d -> kind(d.why());
    };
  }

  private static Kind kind(Deferral why) {
    return switch (why) {
      case MESSAGE, GREYLISTED, MAILBOX_FULL -> Kind.GOOD;
      case DESTINATION, UNANSWERED -> Kind.AWAY;
      case SLOW_DOWN, BLOCKED -> Kind.LESS;
      case OURS -> Kind.NONE;
    };
  }

  private static Optional<HostReply> reply(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Deferred d -> Optional.of(d.reply());
      case Outcome.Delivered d -> Optional.empty();
      case Outcome.Failed f -> Optional.empty();
      case Outcome.Unprotectable u -> Optional.empty();
    };
  }
}
