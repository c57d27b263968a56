package io.postern.policy.condition;

import io.postern.core.model.LocalPart;
import java.util.regex.Pattern;

/**
 * What addresses and domains look like where policies and lists name them. One of another form
 * would match nothing that can come in, and nobody would notice.
 */
public final class NameForm {
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";

  /** In A-labels, or an address literal (RFC 5321 4.1.2). */
  private static final Pattern DOMAIN =
      Pattern.compile(LABEL + "(?:\\." + LABEL + ")*|\\[[a-z0-9:.-]+\\]");

  /** Labels beyond ASCII may stand beside a star. */
  private static final Pattern WITH_STARS = Pattern.compile("[^\\s@<>,;\"]*[^\\s@<>,;\".]");

  private NameForm() {}

  /**
   * An address; one with a star in it may leave out the at sign.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static Wildcard address(String text) {
    Wildcard address = Wildcard.ofAddress(text.strip());
    if (!isAddress(address.text())) {
      throw new IllegalArgumentException("not an address: write user@example.org");
    }
    return address;
  }

  /**
   * A domain.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static Wildcard domain(String text) {
    Wildcard domain = Wildcard.ofAddress(text.strip());
    if (!isDomain(domain.text())) {
      throw new IllegalArgumentException("not a domain: write example.org");
    }
    return domain;
  }

  private static boolean isAddress(String text) {
    int at = text.lastIndexOf('@');
    return at < 0
        ? text.indexOf('*') >= 0 && isDomain(text)
        : LocalPart.isLocalPart(text.substring(0, at)) && isDomain(text.substring(at + 1));
  }

  private static boolean isDomain(String text) {
    return (text.indexOf('*') < 0 ? DOMAIN : WITH_STARS).matcher(text).matches();
  }
}
