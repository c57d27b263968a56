package io.postern.inbound.upstream;

import io.postern.core.mime.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.jdkim.tagvalue.SignatureRecordImpl;
import org.jspecify.annotations.Nullable;

/** A DKIM-Signature field (RFC 6376 3.5). */
final class DkimSignature extends SignatureRecordImpl {
  DkimSignature(String tags) {
    super(tags);
  }

  /**
   * Empty where it is malformed, expired, without From in {@code h=}, or has unknown tags' form.
   */
  static Optional<DkimSignature> read(HeaderBlock.Field field) {
    try {
      String text = text(field);
      return Optional.of(new DkimSignature(text.substring(text.indexOf(':') + 1)));
    } catch (RuntimeException e) {
      return Optional.empty(); // the library's way to say so
    }
  }

  /** A field as the library wants it: without its last line end. */
  static String text(HeaderBlock.Field field) {
    String text = new String(field.raw(), StandardCharsets.UTF_8);
    return text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
  }

  /** In lower case. */
  String domain() {
    return getDToken().toString().toLowerCase(Locale.ROOT);
  }

  /**
   * True where it leaves nothing open: RSA with SHA-256 (RFC 8301), not expired, and the whole body
   * signed, for one of which only the beginning is can be continued by anybody (RFC 6376 8.2).
   */
  boolean counts(Instant now) {
    boolean strong =
        getHashKeyType().toString().equalsIgnoreCase("rsa")
            && getHashMethod().toString().equalsIgnoreCase("sha256");
    return strong && !containsTag("l") && !isExpired(now);
  }

  private boolean isExpired(Instant now) {
    CharSequence expiry = getValue("x");
    return expiry != null && Long.parseLong(expiry.toString()) < now.getEpochSecond();
  }

  /**
   * Not told to the library, which takes no signature whose signer's clock is a second ahead of
   * ours; when it was made decides nothing (RFC 6376 3.5).
   */
  @Override
  public @Nullable Long getSignatureTimestamp() {
    return null;
  }
}
