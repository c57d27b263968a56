package io.postern.core.consent;

import io.postern.core.model.DomainName;
import io.postern.core.model.Mailbox;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one person agreed to once. Address, scope and date name it; another date is another consent.
 *
 * @param address whose, in lower case, domain as A-labels
 * @param scope what for, as in {@code plain_email}
 * @param given from when on it holds
 * @param warning the version of the text that warned of the risk, as in {@code plain-email-2026-03}
 * @param expires from when on it no longer holds; empty where it has no end
 */
public record Consent(
    String address, String scope, Instant given, String warning, Optional<Instant> expires) {
  private static final Pattern SCOPE = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final Pattern WARNING = Pattern.compile("[!-~]([ -~]{0,98}[!-~])?");

  /** Longest address, in characters (RFC 5321 4.5.3.1 allows no longer path). */
  private static final int LONGEST = 254;

  public Consent {
    address = addressOf(address);
    scope = scopeOf(scope);
    warning = warningOf(warning);
    given = given.truncatedTo(ChronoUnit.MILLIS); // as precisely as it is stored
    expires = expires.map(e -> e.truncatedTo(ChronoUnit.MILLIS));
    if (expires.isPresent() && !expires.get().isAfter(given)) {
      throw new IllegalArgumentException("expires: not after the date on which it was given");
    }
  }

  /**
   * An address in the form in which it is compared.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static String addressOf(String text) {
    Mailbox mailbox = Mailbox.parse(text);
    boolean blank = text.chars().anyMatch(c -> c <= ' ' || c == '<' || c == '>' || c == ',');
    if (blank || text.length() > LONGEST || DomainName.toAscii(mailbox.domain()).isEmpty()) {
      throw new IllegalArgumentException("not an address: local-part@domain expected");
    }
    return mailbox.inLowerCase();
  }

  /**
   * @throws IllegalArgumentException where it is no scope
   */
  public static String scopeOf(String text) {
    if (!SCOPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a scope is a small letter and up to 62 more, digits or '_', as in plain_email");
    }
    return text;
  }

  static String warningOf(String text) {
    if (!WARNING.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the version of the warning is 1 to 100 printable ASCII characters, as in"
              + " plain-email-2026-03");
    }
    return text;
  }
}
