package io.postern.config.settings;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * An SMTP extension that a listener may withhold, for clients or next hops that do badly with it. A
 * client that uses it all the same is refused as if nobody here knew it.
 */
public enum Extension {
  /** BDAT (RFC 3030 2). */
  CHUNKING,
  /** Content of any octets (RFC 3030 3). */
  BINARYMIME,
  /** Addresses beyond ASCII (RFC 6531). */
  SMTPUTF8,
  /** RET, ENVID, NOTIFY and ORCPT (RFC 3461). */
  DSN;

  /** What is left without these; a new set. */
  public static Set<Extension> allBut(Collection<Extension> withheld) {
    Set<Extension> left = EnumSet.allOf(Extension.class);
    left.removeAll(withheld);
    if (!left.contains(CHUNKING)) {
      // RFC 3030 3: BINARYMIME goes by BDAT alone.
      left.remove(BINARYMIME);
    }
    return left;
  }
}
