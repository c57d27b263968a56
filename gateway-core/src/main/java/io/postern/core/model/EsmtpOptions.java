package io.postern.core.model;

import java.util.Optional;

/**
 * The parameters of MAIL FROM that belong to the message and travel with it.
 *
 * @param body what the client declared with BODY= (RFC 6152, RFC 3030)
 * @param smtpUtf8 SMTPUTF8 (RFC 6531)
 * @param requireTls REQUIRETLS (RFC 8689)
 * @param ret how much of the message a DSN may return (RFC 3461 4.3); ours never holds the body
 * @param envelopeId ENVID exactly as given, xtext (RFC 3461 4.4)
 */
public record EsmtpOptions(
    Body body,
    boolean smtpUtf8,
    boolean requireTls,
    Optional<Ret> ret,
    Optional<String> envelopeId) {
  /** BODY= values that we take. */
  public enum Body {
    SEVEN_BIT,
    EIGHT_BIT_MIME,
    /** Any octets, only ever by BDAT (RFC 3030 3). */
    BINARY_MIME
  }

  /** RET= values. */
  public enum Ret {
    FULL,
    HDRS
  }

  /** A MAIL FROM without parameters. */
  public static final EsmtpOptions NONE =
      new EsmtpOptions(Body.SEVEN_BIT, false, false, Optional.empty(), Optional.empty());

  /** The same with another BODY=. */
  public EsmtpOptions with(Body other) {
    return new EsmtpOptions(other, smtpUtf8, requireTls, ret, envelopeId);
  }
}
