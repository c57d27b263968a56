package io.postern.core.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * One event as a link of its node's chain: {@code hash} covers every other field and the hash of
 * the link before.
 *
 * @param stream the node's chain
 * @param seq 1 for the first, without gaps
 * @param at when, to the millisecond
 * @param message the message it is about
 * @param type the event's name in snake_case
 * @param body the event as JSON, byte for byte as it was hashed
 * @param prev the hash of link {@code seq - 1}; 32 zero bytes for the first
 * @param hash see {@link #computeHash}
 */
public record AuditLink(
    String stream,
    long seq,
    Instant at,
    Optional<String> message,
    String type,
    String body,
    byte[] prev,
    byte[] hash) {

  /** The next link after {@code prev}, with its hash. */
  public static AuditLink after(ChainHead prev, Instant at, AuditEvent event) {
    AuditLink unhashed =
        new AuditLink(
            prev.stream(),
            prev.seq() + 1,
            at,
            event.message().map(Object::toString),
            AuditEvents.typeOf(event),
            AuditEvents.bodyOf(event),
            prev.hash(),
            new byte[0]);
    return unhashed.withHash(unhashed.computeHash());
  }

  private AuditLink withHash(byte[] value) {
    return new AuditLink(stream, seq, at, message, type, body, prev, value);
  }

  /**
   * SHA-256 over the lines {@code postern audit 1}, stream, seq, milliseconds since the epoch,
   * type, message id or nothing, prev in hex, each ended by LF, and then the body. None of the
   * lines can hold an LF, so that no two links give the same text.
   */
  public byte[] computeHash() {
    String text =
        String.join(
            "\n",
            "postern audit 1",
            stream,
            Long.toString(seq),
            Long.toString(at.toEpochMilli()),
            type,
            message.orElse(""),
            HexFormat.of().formatHex(prev),
            body);
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** The event again; empty where this version of the program does not know its type. */
  public Optional<AuditEvent> event() {
    return AuditEvents.read(type, body);
  }

  /** Where the chain ends after this link. */
  public ChainHead head() {
    return new ChainHead(stream, seq, hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuditLink o
        && seq == o.seq
        && stream.equals(o.stream)
        && at.equals(o.at)
        && message.equals(o.message)
        && type.equals(o.type)
        && body.equals(o.body)
        && Arrays.equals(prev, o.prev)
        && Arrays.equals(hash, o.hash);
  }

  @Override
  public int hashCode() {
    return Objects.hash(stream, seq, Arrays.hashCode(hash));
  }
}
