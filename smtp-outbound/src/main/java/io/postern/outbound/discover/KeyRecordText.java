package io.postern.outbound.discover;

import io.postern.core.keys.OwnKeys.Own;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Keys as lines of a zone file (RFC 1035 5.1). */
public final class KeyRecordText {
  private KeyRecordText() {}

  /** The records of a key: OPENPGPKEY (RFC 7929 2.3), or SMIMEA 3 0 0 (RFC 8162 2). */
  public static List<String> lines(Own key) {
    return switch (key.kind()) {
      case OPENPGP -> {
        String data = Base64.getEncoder().encodeToString(key.publicPart());
        yield PublishedName.openPgpKey(key.address()).stream()
            .map(name -> name + ". IN OPENPGPKEY " + data)
            .toList();
      }
      case SMIME -> {
        String data = HexFormat.of().formatHex(key.publicPart());
        yield PublishedName.smimea(key.address()).stream()
            .map(name -> name + ". IN SMIMEA 3 0 0 " + data)
            .toList();
      }
    };
  }
}
