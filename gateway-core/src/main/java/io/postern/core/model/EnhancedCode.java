package io.postern.core.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An enhanced mail system status code: class.subject.detail (RFC 3463 2). */
public record EnhancedCode(int statusClass, int subject, int detail) {
  private static final Pattern FORM =
      Pattern.compile("([245])\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");

  public EnhancedCode {
    if (statusClass != 2 && statusClass != 4 && statusClass != 5) {
      throw new IllegalArgumentException("class is 2, 4 or 5, not " + statusClass);
    }
    if (subject < 0 || subject > 999 || detail < 0 || detail > 999) {
      throw new IllegalArgumentException("subject and detail are 0 to 999");
    }
  }

  /** Reads {@code "5.7.1"}; empty where it is not a code. */
  public static Optional<EnhancedCode> parse(String text) {
    Matcher m = FORM.matcher(text);
    return m.matches()
        ? Optional.of(
            new EnhancedCode(
                Integer.parseInt(m.group(1)),
                Integer.parseInt(m.group(2)),
                Integer.parseInt(m.group(3))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return statusClass + "." + subject + "." + detail;
  }
}
