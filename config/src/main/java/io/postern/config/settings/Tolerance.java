package io.postern.config.settings;

/**
 * A way in which clients deviate from the standards and are served all the same, with what one
 * risks by it. What is not listed is never tolerated: a command line or an end of data that is not
 * ended by CRLF, input behind STARTTLS, octets beyond ASCII in an address without SMTPUTF8.
 *
 * <p>None of these lets a message end at anything but CRLF.CRLF, and whatever another host could
 * take for a line end is repaired before it is kept, or made CRLF on the way out.
 */
public enum Tolerance {
  BARE_LF_IN_BDAT(
      Mode.STRICT,
      "RFC 5321 2.3.8",
      "a LF without its CR inside BDAT; kept as it is, and CRLF on the way out",
      "signatures made over the lone LF no longer verify; Exchange Online sends such mail"),
  UNENDED_LAST_LINE(
      Mode.STRICT,
      "RFC 5322 2.1",
      "a BDAT message that does not end with a line end; kept as it is",
      "the next host gets one line end more"),
  UNDECLARED_EIGHT_BIT(
      Mode.STRICT,
      "RFC 5321 2.4",
      "octets beyond ASCII without BODY=8BITMIME, or in the header without SMTPUTF8 either; kept as"
          + " they are, and declared on the way out",
      "hosts without 8BITMIME get the message encoded or not at all, and signatures break"),
  BARE_LF_IN_DATA(
      Mode.TOLERANT,
      "RFC 5321 2.3.8",
      "a LF without its CR inside DATA; becomes CRLF, and a dot behind it is content",
      "a dot that the client doubled behind such a line end stays doubled, and signatures break"),
  BARE_CR(
      Mode.NAMED,
      "RFC 5321 2.3.8",
      "a CR without its LF in DATA or BDAT; becomes CRLF",
      "what the author meant as one line becomes two, and signatures break"),
  NUL(
      Mode.NAMED,
      "RFC 5322 4",
      "the octet NUL in DATA or BDAT; is left out",
      "a binary attachment sent as text arrives changed, and signatures break"),
  LONG_TEXT_LINE(
      Mode.TOLERANT,
      "RFC 5321 4.5.3.1.6",
      "a text line longer than limits.text_line; kept as it is",
      "other hosts cut or wrap such lines, which breaks signatures and may show other text"),
  EARLY_TALK(
      Mode.NAMED,
      "RFC 5321 3.1",
      "input before the greeting",
      "such clients do not read replies: bots, and other protocols led to this port"),
  UNOFFERED_PIPELINING(
      Mode.NAMED,
      "RFC 2920 3.1",
      "commands sent before the answer to EHLO, or at all after HELO",
      "such clients do not read replies"),
  PIPELINED_CONTENT(
      Mode.NAMED,
      "RFC 2920 3.1",
      "content sent before the answer to DATA; where DATA is refused, the session ends",
      "the client reads no replies, and may take a refused message for a sent one"),
  PIPELINED_BEHIND_LAST(
      Mode.TOLERANT,
      "RFC 2920 3.1",
      "commands sent before the answer to NOOP, VRFY, HELP or AUTH",
      "a client that does not wait for AUTH goes on without it where it fails"),
  MISSING_HELLO(
      Mode.TOLERANT,
      "RFC 5321 4.1.4",
      "MAIL without EHLO or HELO before it; the client's address stands for its name",
      "the Received field names no host"),
  ODD_HELLO_NAME(
      Mode.TOLERANT,
      "RFC 5321 4.1.1.1",
      "an EHLO or HELO name that is no domain or literal, of letters, digits and ._:[]-",
      "the Received field names a host that cannot be"),
  EXTRA_SPACES(
      Mode.TOLERANT,
      "RFC 5321 3.3",
      "spaces behind the colon of MAIL FROM: and RCPT TO:, or more than one between words",
      "none known: they can mean nothing else"),
  MISSING_BRACKETS(
      Mode.TOLERANT,
      "RFC 5321 4.1.2",
      "an address without angle brackets",
      "none known: what is not one whole address is refused"),
  DOTS_IN_LOCAL_PART(
      Mode.TOLERANT,
      "RFC 5321 4.1.2",
      "dots side by side, first or last in a local part, as some carriers gave out",
      "the next host may refuse the address"),
  LONG_LOCAL_PART(
      Mode.TOLERANT,
      "RFC 5321 4.5.3.1.1",
      "a local part of more than 64 octets, as bounce addresses have",
      "the next host may refuse the address"),
  UNKNOWN_PARAMETER(
      Mode.NAMED,
      "RFC 5321 4.1.1.11",
      "a parameter of MAIL or RCPT that we do not know, other than REQUIRETLS; is left out",
      "the client relies on something that does not happen");

  /** The least lenient setting in which it is tolerated. */
  public enum Mode {
    /** Always: real upstreams need it, and it costs little. */
    STRICT,
    /** With {@code strictness: tolerant}. */
    TOLERANT,
    /** Only by its name in {@code tolerate}. */
    NAMED
  }

  private final Mode mode;
  private final String section;
  private final String deviation;
  private final String price;

  Tolerance(Mode mode, String section, String deviation, String price) {
    this.mode = mode;
    this.section = section;
    this.deviation = deviation;
    this.price = price;
  }

  public Mode mode() {
    return mode;
  }

  /** The RFC and section it deviates from. */
  public String section() {
    return section;
  }

  /** What the client does, and what we make of it. */
  public String deviation() {
    return deviation;
  }

  /** What one risks. */
  public String price() {
    return price;
  }
}
