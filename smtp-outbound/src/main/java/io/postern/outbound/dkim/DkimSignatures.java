package io.postern.outbound.dkim;

import io.postern.core.dkim.DkimSigner;
import io.postern.core.mime.HeaderBlock;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;

/** Writes DKIM-Signature fields (RFC 6376 3.5), relaxed/relaxed, over a whole body. */
final class DkimSignatures {
  static final String NAME = "DKIM-Signature";

  private DkimSignatures() {}

  /** One for each key, over the same fields and body. */
  static byte[] of(HeaderBlock header, String bodyHash, List<DkimSigner> signers, Instant now) {
    CoveredFields covered = CoveredFields.of(header);
    ByteArrayOutputStream fields = new ByteArrayOutputStream(1024);
    for (DkimSigner signer : signers) {
      fields.writeBytes(of(covered, bodyHash, signer, now));
    }
    return fields.toByteArray();
  }

  private static byte[] of(CoveredFields covered, String bodyHash, DkimSigner signer, Instant now) {
    TaggedField field =
        new TaggedField(NAME)
            .tag("v", "1")
            .tag("a", signer.algorithm().tag())
            .tag("c", "relaxed/relaxed")
            .tag("d", signer.domain())
            .tag("s", signer.selector())
            .tag("t", String.valueOf(now.getEpochSecond()))
            .list("h", covered.names())
            .tag("bh", bodyHash);
    return field.signed(signer, covered.canonical());
  }
}
