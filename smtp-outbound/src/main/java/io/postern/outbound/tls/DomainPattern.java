package io.postern.outbound.tls;

/**
 * A domain or the names below it, in lower case. How deep "below" goes differs between standards
 * and settings, so it is always said.
 */
public record DomainPattern(String domain, Depth depth) {
  /** Which names are meant. */
  public enum Depth {
    /** The domain's own. */
    ITSELF,
    /** Those with exactly one label more. */
    ONE_BELOW,
    /** Those with one label more or many. */
    ANY_BELOW
  }

  /**
   * Reads one.
   *
   * @param below what a domain begins with where names below it are meant, as in {@code *.}
   * @param depth how deep those lie
   */
  public static DomainPattern of(String text, String below, Depth depth) {
    return text.startsWith(below)
        ? new DomainPattern(text.substring(below.length()), depth)
        : new DomainPattern(text, Depth.ITSELF);
  }

  /** Whether a name, in lower case, is one of them. */
  public boolean covers(String name) {
    return switch (depth) {
      case ITSELF -> name.equals(domain);
      case ONE_BELOW ->
          name.indexOf('.') > 0 && name.substring(name.indexOf('.') + 1).equals(domain);
      case ANY_BELOW -> name.endsWith("." + domain);
    };
  }
}
