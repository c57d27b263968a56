package io.postern.outbound.dkim;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Content;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;

/** The hashes of a message's body, each worked out when it is asked for. For one thread. */
final class BodyHashes {
  private final Content content;
  private final int headerLimit;
  private final Map<Canonicalization, String> known = new EnumMap<>(Canonicalization.class);

  BodyHashes(Content content, int headerLimit) {
    this.content = content;
    this.headerLimit = headerLimit;
  }

  String hash(Canonicalization form) throws IOException {
    String hash = known.get(form);
    if (hash == null) {
      hash = read(form);
      known.put(form, hash);
    }
    return hash;
  }

  private String read(Canonicalization form) throws IOException {
    try (InputStream in = new BufferedInputStream(content.open())) {
      HeaderBlock.read(in, headerLimit);
      return BodyHash.of(in, form);
    }
  }
}
