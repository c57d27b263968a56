package io.postern.core.tlsrpt;

import java.util.ArrayList;
import java.util.List;

/**
 * The policy that sessions are held against (RFC 8460 4.4).
 *
 * @param domain whose policy it is: the recipients' domain, or with DANE the TLSA base domain
 * @param lines those of an MTA-STS policy, or the TLSA records; what receivers publish beyond
 *     {@value #MOST_TEXT} characters is left out
 * @param hosts the patterns of an MTA-STS policy
 */
public record AppliedPolicy(Type type, String domain, List<String> lines, List<String> hosts) {
  /** Far more than a policy in use has; strangers choose it, and it is stored. */
  private static final int MOST_TEXT = 8192;

  /** What kind of policy it is. */
  public enum Type {
    TLSA("tlsa"),
    STS("sts"),
    NONE("no-policy-found");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    /** As reports say it. */
    public String label() {
      return label;
    }
  }

  public AppliedPolicy {
    lines = bounded(lines);
    hosts = bounded(hosts);
  }

  /** That there is none. */
  public static AppliedPolicy none(String domain) {
    return new AppliedPolicy(Type.NONE, domain, List.of(), List.of());
  }

  private static List<String> bounded(List<String> texts) {
    List<String> taken = new ArrayList<>();
    int left = MOST_TEXT;
    for (String text : texts) {
      left -= text.length();
      if (left < 0) {
        break;
      }
      taken.add(text);
    }
    return List.copyOf(taken);
  }
}
