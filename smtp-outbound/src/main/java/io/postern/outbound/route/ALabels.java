package io.postern.outbound.route;

import io.postern.core.model.DomainName;
import java.util.Optional;

/** Domain names as the DNS knows them: A-labels, lower case, no trailing dot (RFC 5890 2.3.2.1). */
public final class ALabels {
  private ALabels() {}

  /** The form for DNS and SMTP; empty where the text cannot be a domain name. */
  public static Optional<String> of(String domain) {
    String bare = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    return DomainName.toAscii(bare)
        .filter(ascii -> !ascii.isEmpty() && ascii.length() <= 253 && plausible(ascii));
  }

  /** Letters, digits, hyphens and the underscores seen in practice; labels of 1 to 63 octets. */
  private static boolean plausible(String ascii) {
    for (String label : ascii.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > 63 || !label.chars().allMatch(ALabels::inLabel)) {
        return false;
      }
    }
    return true;
  }

  private static boolean inLabel(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }
}
