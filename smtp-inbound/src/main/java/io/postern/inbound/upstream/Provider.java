package io.postern.inbound.upstream;

import java.util.Locale;

/** A service of which all customers send from the same addresses. */
public enum Provider {
  MICROSOFT365,
  GOOGLE;

  /** The name of its list of addresses, in the home below {@code upstreams/} and as shipped. */
  public String file() {
    return name().toLowerCase(Locale.ROOT) + ".ranges";
  }
}
