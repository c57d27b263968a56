package io.postern.policy.condition;

import io.postern.core.model.DomainName;
import io.postern.core.model.LocalPart;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A text in which {@code *} stands for anything; case does not matter. Matching takes no more than
 * the product of both lengths, whatever the text.
 */
public record Wildcard(String text) {
  public Wildcard {
    text = text.strip().toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty pattern matches nothing");
    }
  }

  /**
   * For addresses and domains, as these are compared: no more quotes than needed, and labels beyond
   * ASCII become A-labels (RFC 5890), which is how the domain of an address is spelt here. A label
   * with a star in it stays as it is.
   */
  public static Wildcard ofAddress(String text) {
    int at = text.lastIndexOf('@') + 1;
    String domain =
        Arrays.stream(text.substring(at).split("\\.", -1))
            .map(Wildcard::aLabel)
            .collect(Collectors.joining("."));
    String local = at == 0 ? "" : LocalPart.leastQuoted(text.substring(0, at - 1)) + "@";
    return new Wildcard(local + domain);
  }

  private static String aLabel(String label) {
    boolean ascii = label.chars().allMatch(c -> c < 128);
    return ascii || label.contains("*") ? label : DomainName.toAscii(label).orElse(label);
  }

  /** Whether the whole candidate matches. */
  public boolean matches(String candidate) {
    String c = candidate.toLowerCase(Locale.ROOT);
    int at = 0;
    int p = 0;
    int star = -1;
    int resume = 0;
    while (at < c.length()) {
      if (p < text.length() && text.charAt(p) == '*') {
        star = p++;
        resume = at;
      } else if (p < text.length() && text.charAt(p) == c.charAt(at)) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (p < text.length() && text.charAt(p) == '*') {
      p++;
    }
    return p == text.length();
  }

  /** Whether all that the other matches is certainly matched too: its stars only by stars. */
  public boolean covers(Wildcard other) {
    return matches(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
