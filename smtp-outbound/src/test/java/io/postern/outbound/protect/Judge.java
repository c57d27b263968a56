package io.postern.outbound.protect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A program of somebody else that opens our messages. For one thread. */
interface Judge extends AutoCloseable {
  /** What came of one message. */
  enum Opened {
    NO_KEY("cannot hold the key"),
    NO("no"),
    CONTENT("yes"),
    WITH_SIGNATURE("yes, signature good");

    private final String words;

    Opened(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }

    boolean complete(Letter.Row row) {
      return this == (row.signed() ? WITH_SIGNATURE : CONTENT);
    }
  }

  String name();

  /**
   * What it makes of one message.
   *
   * @throws AssertionError where it reads something other than what went in
   */
  Opened open(Letter letter) throws IOException;

  /** What it makes of each, in their order. */
  default List<Opened> openAll(List<Letter> letters) throws IOException {
    List<Opened> all = new ArrayList<>();
    for (Letter letter : letters) {
      all.add(open(letter));
    }
    return all;
  }

  @Override
  default void close() {}
}
