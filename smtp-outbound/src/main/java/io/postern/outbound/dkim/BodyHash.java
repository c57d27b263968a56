package io.postern.outbound.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The hash of a body in canonical form (RFC 6376 3.4.3, 3.4.4), in memory that does not grow with
 * the body. Only CRLF ends a line. For one thread, once.
 */
final class BodyHash {
  private static final int BUFFER = 16_384;
  private static final byte[] CRLF = {'\r', '\n'};

  private final Canonicalization form;
  private final MessageDigest digest = sha256();
  private final byte[] out = new byte[BUFFER];
  private int used;
  private long emptyLines;
  private boolean lineHasText;
  private boolean blank;
  private boolean heldCr;
  private boolean empty = true;

  private BodyHash(Canonicalization form) {
    this.form = form;
  }

  /** Of all that is left in a stream, in base64. */
  static String of(InputStream in, Canonicalization form) throws IOException {
    BodyHash body = new BodyHash(form);
    byte[] buffer = new byte[BUFFER];
    int n;
    while ((n = in.read(buffer)) >= 0) {
      for (int i = 0; i < n; i++) {
        body.take(buffer[i]);
      }
    }
    return Base64.getEncoder().encodeToString(body.finish());
  }

  private void take(byte b) {
    if (heldCr) {
      heldCr = false;
      if (b == '\n') {
        endLine();
        return;
      }
      text((byte) '\r');
    }
    switch (b) {
      case '\r' -> heldCr = true;
      case ' ', '\t' -> blank(b);
      default -> text(b);
    }
  }

  private void blank(byte b) {
    switch (form) {
      case SIMPLE -> text(b);
      case RELAXED -> blank = true;
    }
  }

  /** What stands before it counts from now on. */
  private void text(byte b) {
    for (; emptyLines > 0; emptyLines--) {
      put(CRLF[0]);
      put(CRLF[1]);
    }
    if (blank) {
      put((byte) ' ');
      blank = false;
    }
    put(b);
    lineHasText = true;
  }

  /** Blanks at the end of a line never count, empty lines only before others. */
  private void endLine() {
    blank = false;
    if (lineHasText) {
      put(CRLF[0]);
      put(CRLF[1]);
      lineHasText = false;
    } else {
      emptyLines++;
    }
  }

  private void put(byte b) {
    empty = false;
    if (used == out.length) {
      digest.update(out);
      used = 0;
    }
    out[used++] = b;
  }

  private byte[] finish() {
    if (heldCr) {
      text((byte) '\r');
    }
    if (lineHasText) {
      endLine();
    }
    if (empty && form == Canonicalization.SIMPLE) {
      put(CRLF[0]);
      put(CRLF[1]);
    }
    digest.update(out, 0, used);
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
