package io.postern.core.model;

import java.util.Locale;

/**
 * A Mailbox of RFC 5321 4.1.2: a local part, kept as it was written (case and quoting are the
 * receiver's business), and a domain in lower case, either a name in A-labels (RFC 5890), whichever
 * way it was written, or an address literal in brackets.
 */
public record Mailbox(String localPart, String domain) {
  public Mailbox {
    if (localPart.isEmpty() || domain.isEmpty()) {
      throw new IllegalArgumentException("a mailbox has a local part and a domain");
    }
    if (hasControl(localPart) || hasControl(domain)) {
      throw new IllegalArgumentException("a mailbox holds no control characters");
    }
    domain = canonical(domain);
  }

  /** One spelling per domain, so that whoever compares two compares what the DNS would. */
  private static String canonical(String domain) {
    String lower = domain.toLowerCase(Locale.ROOT);
    return isAscii(lower) ? lower : DomainName.toAscii(lower).orElse(lower);
  }

  /**
   * Splits at the last {@code @}; the strict grammar is the listener's work.
   *
   * @throws IllegalArgumentException where one side is missing or a control character is inside
   */
  public static Mailbox parse(String address) {
    int at = address.lastIndexOf('@');
    if (at <= 0 || at == address.length() - 1) {
      throw new IllegalArgumentException("not an address: local-part@domain expected");
    }
    return new Mailbox(address.substring(0, at), address.substring(at + 1));
  }

  /** The address as it goes on the wire, without angle brackets. */
  public String address() {
    return localPart + "@" + domain;
  }

  /**
   * True where both mean the same mailbox to every receiver in practice: case and quotes differ.
   */
  public boolean sameAs(Mailbox other) {
    return inLowerCase().equals(other.inLowerCase());
  }

  /**
   * The form in which addresses are compared, by policies, registers and directories: in lower case
   * and with no more quotes than it needs, whoever wrote it and however.
   */
  public String inLowerCase() {
    return LocalPart.leastQuoted(localPart).toLowerCase(Locale.ROOT) + "@" + domain;
  }

  /** True where SMTPUTF8 (RFC 6531) is needed to name this mailbox. */
  public boolean needsUtf8() {
    return !isAscii(localPart) || !isAscii(domain);
  }

  @Override
  public String toString() {
    return address();
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(c -> c < 32 || c == 127);
  }
}
