package io.postern.packaging.journey;

import io.postern.packaging.demo.DemoIdentity;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * How a receiving server behaves.
 *
 * @param identity what it shows after STARTTLS
 * @param startTls what comes of STARTTLS
 * @param rcpt the reply to a recipient's address
 * @param end the reply after the content; may block
 * @param store where content goes
 */
record Conduct(
    Optional<DemoIdentity> identity,
    StartTls startTls,
    UnaryOperator<String> rcpt,
    Supplier<String> end,
    Supplier<ByteArrayOutputStream> store) {
  /** What comes of STARTTLS. */
  enum StartTls {
    ABSENT,
    WORKS,
    /** Answered with 454 (RFC 3207 4). */
    REFUSED,
    /** Answered with 220, then with something that is not TLS. */
    BROKEN
  }

  /** Takes everything in plain text. */
  static Conduct plain() {
    return new Conduct(
        Optional.empty(),
        StartTls.ABSENT,
        to -> "250 2.1.5 ok",
        () -> "250 2.0.0 taken",
        ByteArrayOutputStream::new);
  }

  /** Takes everything, and offers STARTTLS with this identity. */
  static Conduct secured(DemoIdentity identity) {
    return new Conduct(
        Optional.of(identity), StartTls.WORKS, plain().rcpt, plain().end, plain().store);
  }

  Conduct startTls(StartTls what) {
    return new Conduct(identity, what, rcpt, end, store);
  }

  Conduct rcpt(UnaryOperator<String> reply) {
    return new Conduct(identity, startTls, reply, end, store);
  }

  Conduct end(Supplier<String> reply) {
    return new Conduct(identity, startTls, rcpt, reply, store);
  }

  Conduct store(Supplier<ByteArrayOutputStream> open) {
    return new Conduct(identity, startTls, rcpt, end, open);
  }
}
