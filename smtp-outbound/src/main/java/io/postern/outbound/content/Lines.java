package io.postern.outbound.content;

/** What octets somebody takes in the lines of a message. */
public enum Lines {
  /** Without 8BITMIME. */
  SEVEN_BIT,
  /** With 8BITMIME (RFC 6152). */
  EIGHT_BIT
}
