package io.postern.core.model;

import java.util.List;
import java.util.Optional;

/**
 * An SMTP reply (RFC 5321 4.2), ours or a remote host's.
 *
 * @param code 200 to 599
 * @param enhanced the enhanced code where there is one of the same class (RFC 2034)
 * @param lines the text of each line, without codes; at least one, which may be empty
 */
public record Reply(int code, Optional<EnhancedCode> enhanced, List<String> lines) {
  public Reply {
    if (code < 200 || code > 599) {
      throw new IllegalArgumentException("reply codes are 200 to 599, not " + code);
    }
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a reply has at least one line");
    }
    for (String line : lines) {
      if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
        throw new IllegalArgumentException("a reply line holds no line break");
      }
    }
  }

  /** A one-line reply; {@code enhanced} as in {@code "5.7.1"}. */
  public static Reply of(int code, String enhanced, String text) {
    return new Reply(code, EnhancedCode.parse(enhanced), List.of(text));
  }

  /** A one-line reply without enhanced code: greeting, EHLO, 354 (RFC 2034 4). */
  public static Reply plain(int code, String text) {
    return new Reply(code, Optional.empty(), List.of(text));
  }

  public boolean positive() {
    return code < 400;
  }

  public boolean temporary() {
    return code >= 400 && code < 500;
  }

  public boolean permanent() {
    return code >= 500;
  }

  /** The reply on one line, for logs, DSNs and the audit trail. */
  @Override
  public String toString() {
    return code + enhanced.map(e -> " " + e).orElse("") + " " + String.join(" / ", lines);
  }
}
