package io.postern.core.dkim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What may be known of a key.
 *
 * @param domain whose mail it signs, in A-labels
 * @param selector its name below the domain; never used again
 * @param publicKey base64, as it is published
 * @param activated since when it signs
 * @param retired since when it does not any more
 */
public record DkimKey(
    String domain,
    String selector,
    DkimAlgorithm algorithm,
    State state,
    String publicKey,
    Instant created,
    Optional<Instant> activated,
    Optional<Instant> retired) {
  /** Strings of a TXT record hold at most 255 octets (RFC 1035 3.3.14). */
  private static final int LONGEST_STRING = 255;

  /** Where a key is in its life. */
  public enum State {
    /** To be published. */
    PENDING,
    /** Signs. */
    ACTIVE,
    /** Never signs again; its private half is destroyed. */
    RETIRED;

    /** As it is written. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }

  /** The name of its record (RFC 6376 3.6.2.1). */
  public String recordName() {
    return selector + "._domainkey." + domain;
  }

  /** The text of its record (RFC 6376 3.6.1). */
  public String recordText() {
    return "v=DKIM1; k=" + algorithm.label() + "; p=" + publicKey;
  }

  /** The record as a line of a zone file. */
  public String zoneLine() {
    List<String> strings = new ArrayList<>();
    String text = recordText();
    for (int i = 0; i < text.length(); i += LONGEST_STRING) {
      strings.add('"' + text.substring(i, Math.min(text.length(), i + LONGEST_STRING)) + '"');
    }
    return recordName() + ". IN TXT ( " + String.join(" ", strings) + " )";
  }
}
