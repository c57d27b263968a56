package io.postern.inbound;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.Reply;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import io.postern.inbound.strict.Tolerances;
import io.postern.inbound.upstream.IdentityFields;
import io.postern.inbound.upstream.MessageProof;
import io.postern.inbound.upstream.RefusalCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into a draft: the header is held until it is whole and is looked at, the
 * body goes through as it comes. For one thread.
 */
final class IncomingMessage implements BodySink, AutoCloseable {
  /**
   * What it is to become.
   *
   * @param identityFields what never goes on
   * @param proof the message's claim to come from an upstream
   * @param envelope makes the envelope once the header has proved one
   */
  record Terms(
      Settings.Limits limits,
      String hostname,
      IdentityFields identityFields,
      MessageProof proof,
      Tolerances tolerances,
      Function<MessageProof, Envelope> envelope) {}

  /** Where the last octet lies; a lone LF ends a line too. */
  private enum At {
    LINE_START,
    /** After a CR that may be an empty line's. */
    EMPTY_LINE,
    IN_LINE,
    /** After the empty line. */
    BODY
  }

  private final Terms terms;
  private final Draft draft;
  private @Nullable ByteArrayOutputStream header = new ByteArrayOutputStream(2048);
  private @Nullable Envelope envelope;
  private @Nullable Reply refusal;
  private long size;

  /** Where the body begins in the draft. */
  private long bodyAt;

  private At at = At.LINE_START;

  /** Octets have come for which the client should have said BODY=8BITMIME. */
  private boolean eightBit;

  private final Set<Tolerance> tolerated = EnumSet.noneOf(Tolerance.class);

  IncomingMessage(Terms terms, Draft draft) {
    this.terms = terms;
    this.draft = draft;
  }

  /** Octets so far, without the trace field. */
  long size() {
    return size;
  }

  Optional<Reply> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public void refuse(Refusal reason) {
    refuse(reason.reply());
  }

  private void refuse(Reply reply) {
    if (refusal == null) {
      refusal = reply;
    }
  }

  @Override
  public boolean tolerates(Tolerance deviation) {
    boolean again = tolerated.contains(deviation);
    return again || (terms.tolerances().use(deviation) && tolerated.add(deviation));
  }

  /** The header's reasons come before the body's, whatever lies in one block. */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    size += length;
    if (refusal != null) {
      return;
    }
    int body = header == null ? 0 : gatherHeader(header, bytes, offset, length);
    if (size > terms.limits().messageSize().bytes()) {
      refuse(Refusal.TOO_LARGE);
    }
    if (refusal == null && body < length) {
      eightBit = eightBit || !Octets.isAscii(bytes, offset + body, offset + length);
      store(bytes, offset + body, length - body);
    }
  }

  /** Takes octets of the header; returns how many. */
  private int gatherHeader(ByteArrayOutputStream gathered, byte[] bytes, int offset, int length) {
    int taken = 0;
    while (taken < length && at != At.BODY) {
      at = next(bytes[offset + taken]);
      taken++;
    }
    gathered.write(bytes, offset, taken);
    long ofHeader = terms.limits().headerSize().bytes();
    long ofMessage = terms.limits().messageSize().bytes();
    if (gathered.size() > Math.min(ofHeader, ofMessage)) {
      refuse(ofHeader <= ofMessage ? Refusal.HEADER_TOO_LARGE : Refusal.TOO_LARGE);
    } else if (at == At.BODY) {
      finishHeader(gathered.toByteArray());
    }
    return taken;
  }

  /** The decoders let no CR through here that is not followed by LF. */
  private At next(byte b) {
    return switch (b) {
      case '\r' -> at == At.LINE_START ? At.EMPTY_LINE : At.IN_LINE;
      case '\n' -> at == At.IN_LINE ? At.LINE_START : At.BODY;
      default -> At.IN_LINE;
    };
  }

  private void finishHeader(byte[] bytes) {
    header = null;
    HeaderBlock block = read(bytes);
    if (block.fields().size() > terms.limits().headerFields()) {
      refuse(Refusal.TOO_MANY_FIELDS);
      return;
    }
    terms.proof().header(block).ifPresent(this::refuse);
    if (refusal == null) {
      envelope = terms.envelope().apply(terms.proof());
      // RFC 6531 3.2: SMTPUTF8 allows for the header what only BODY=8BITMIME allows for the body.
      eightBit = !envelope.options().smtpUtf8() && !Octets.isAscii(bytes, 0, bytes.length);
      storeHeader(bytes, block, envelope);
    }
  }

  private void storeHeader(byte[] bytes, HeaderBlock block, Envelope whose) {
    byte[] trace = ReceivedField.of(whose, terms.hostname());
    store(trace, 0, trace.length);
    HeaderBlock without = terms.identityFields().remove(block);
    boolean changed = without != block;
    byte[] kept = changed ? without.toBytes() : bytes;
    store(kept, 0, kept.length);
    bodyAt = (long) trace.length + kept.length;
    if (changed) {
      // The empty line, as it came.
      int fields = block.toBytes().length;
      store(bytes, fields, bytes.length - fields);
      bodyAt += bytes.length - fields;
    }
  }

  private static HeaderBlock read(byte[] bytes) {
    try {
      return HeaderBlock.read(new ByteArrayInputStream(bytes), bytes.length + 1);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory are readable, and within their length", e);
    }
  }

  private void store(byte[] bytes, int offset, int length) {
    if (refusal == null) {
      try {
        draft.sink().write(bytes, offset, length);
      } catch (IOException e) {
        SessionLog.storeFailed(e);
        refuse(Refusal.STORE_FULL);
      }
    }
  }

  /** The message is whole: hands it over and gives the reply, after which nothing may be lost. */
  Reply finish(Intake intake) {
    if (header != null && refusal == null) {
      // A message may end without an empty line: it has no body (RFC 5322 2.1).
      finishHeader(header.toByteArray());
    }
    Envelope whose = envelope;
    if (refusal == null && whose != null) {
      prove();
    }
    if (refusal != null || whose == null) {
      return refusal == null ? RefusalCode.RELAY.reply() : refusal;
    }
    return switch (intake.accept(declared(whose), draft)) {
      case Acceptance.Accepted(var id) -> Reply.of(250, "2.0.0", "Ok " + id);
      case Acceptance.Refused(var reply) -> reply;
    };
  }

  /** So that no host after us gets octets that nobody declared (RFC 6152 3). */
  private Envelope declared(Envelope whose) {
    return eightBit
            && whose.options().body() == Body.SEVEN_BIT
            && tolerates(Tolerance.UNDECLARED_EIGHT_BIT)
        ? whose.with(whose.options().with(Body.EIGHT_BIT_MIME))
        : whose;
  }

  private void prove() {
    try {
      terms.proof().end(this::body).ifPresent(this::refuse);
    } catch (IOException e) {
      SessionLog.storeFailed(e);
      refuse(Refusal.STORE_FULL);
    }
  }

  private InputStream body() throws IOException {
    InputStream in = draft.content().open();
    in.skipNBytes(bodyAt);
    return in;
  }

  /** Empty until the header is whole and an upstream is proved. */
  Optional<Envelope> envelope() {
    return Optional.ofNullable(envelope);
  }

  @Override
  public void close() {
    draft.close();
  }
}
