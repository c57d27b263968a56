package io.postern.core.dkim;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.TxtLookup;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the DNS says of a key. */
public enum Publication {
  /** Receivers can verify with it. */
  PUBLISHED("its record is published"),
  MISSING("its record is not in the DNS"),
  /** There is a record, and it is another key's, revoked, doubled or malformed. */
  OTHER("the record in the DNS is not this key's"),
  /** The DNS did not answer. */
  UNKNOWN("the DNS did not answer");

  private final String sentence;

  Publication(String sentence) {
    this.sentence = sentence;
  }

  /** For people. */
  public String sentence() {
    return sentence;
  }

  /** Asks the DNS, blocking. */
  public static Publication of(DkimKey key, TxtLookup dns) {
    return switch (dns.txt(key.recordName())) {
      case Answer.Found<String>(List<String> texts, var _) -> of(key, texts);
      case Answer.NoData<String> _ -> MISSING;
      case Answer.NxDomain<String> _ -> MISSING;
      case Answer.TemporaryFailure<String> _ -> UNKNOWN;
    };
  }

  /** RFC 6376 3.6.2.2: with several records the result is undefined. */
  private static Publication of(DkimKey key, List<String> texts) {
    if (texts.size() != 1) {
      return OTHER;
    }
    Map<String, String> tags = tags(texts.getFirst());
    boolean same =
        tags.getOrDefault("v", "DKIM1").equals("DKIM1")
            && tags.getOrDefault("k", "rsa")
                .toLowerCase(Locale.ROOT)
                .equals(key.algorithm().label())
            && tags.getOrDefault("p", "").replaceAll("\\s+", "").equals(key.publicKey());
    return same ? PUBLISHED : OTHER;
  }

  /** RFC 6376 3.2. */
  private static Map<String, String> tags(String text) {
    Map<String, String> tags = new HashMap<>();
    for (String tag : text.split(";", -1)) {
      int equals = tag.indexOf('=');
      if (equals > 0) {
        tags.put(tag.substring(0, equals).strip(), tag.substring(equals + 1).strip());
      }
    }
    return tags;
  }
}
