package io.postern.outbound.protect;

import java.util.function.LongSupplier;

/**
 * What is asked of a wrapped message.
 *
 * @param subject what stands for the subject, which is inside; printable ASCII
 * @param most octets that it may have
 */
public record Outside(String subject, long most) {
  /** What stands for the subject where nothing else is wanted. */
  public static final String OBSCURED_SUBJECT = "[...]";

  /** Of any size, with the usual words for the subject. */
  public static final Outside ANY = new Outside(OBSCURED_SUBJECT, Long.MAX_VALUE);

  /**
   * @param prediction octets, never fewer than it will have; asked only where there is a limit
   * @throws NotProtectableException where these are too many
   */
  void admit(LongSupplier prediction) throws NotProtectableException {
    long predicted = most == Long.MAX_VALUE ? 0 : prediction.getAsLong();
    if (predicted > most) {
      throw new NotProtectableException(
          "too_large: encrypted it would have about "
              + predicted
              + " octets, and "
              + most
              + " is the most");
    }
  }
}
