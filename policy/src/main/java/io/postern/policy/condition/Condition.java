package io.postern.policy.condition;

import java.util.stream.Stream;

/**
 * Something that holds or does not hold for one recipient of one message. Immutable, safe for use
 * by many threads.
 */
public sealed interface Condition permits Combined, OfMessage, OfRecipient, Expressed {
  /**
   * Whether it holds.
   *
   * @throws Undecidable where that cannot be told
   */
  boolean holds(Facts facts);

  /**
   * Why it does not hold, in words without content of the message; asked only where it does not.
   */
  String unmet(Facts facts);

  /** Whether the recipient makes no difference to it. */
  boolean perMessage();

  /** The single conditions in it, however they are combined; of a single one, itself. */
  default Stream<Condition> leaves() {
    return switch (this) {
      case Combined.All all -> all.parts().stream().flatMap(Condition::leaves);
      case Combined.Any any -> any.parts().stream().flatMap(Condition::leaves);
      case Combined.Not not -> not.part().leaves();
      case OfMessage one -> Stream.of(one);
      case OfRecipient one -> Stream.of(one);
      case Expressed one -> Stream.of(one);
    };
  }

  /** Those of them that hold wherever this one does. Under any or not none has to. */
  default Stream<Condition> demands() {
    return switch (this) {
      case Combined.All all -> all.parts().stream().flatMap(Condition::demands);
      case Combined.Any any -> Stream.empty();
      case Combined.Not not -> Stream.empty();
      case OfMessage one -> Stream.of(one);
      case OfRecipient one -> Stream.of(one);
      case Expressed one -> Stream.of(one);
    };
  }
}
