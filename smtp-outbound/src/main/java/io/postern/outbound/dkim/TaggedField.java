package io.postern.outbound.dkim;

import io.postern.core.dkim.DkimSigner;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A field of tags that ends in a signature over itself (RFC 6376 3.5), folded into short lines. For
 * one thread.
 */
final class TaggedField {
  private static final int WIDTH = 76;
  private static final int PIECE = 68;

  private final StringBuilder text;
  private int column;

  /**
   * @param name of the field
   */
  TaggedField(String name) {
    this.text = new StringBuilder(name).append(':');
    this.column = text.length();
  }

  /** Adds a tag whose value holds no blanks. */
  TaggedField tag(String name, String value) {
    word(name + "=" + value + ";");
    return this;
  }

  /** Adds a tag whose value is a list with colons, at least one of them. */
  TaggedField list(String name, List<String> values) {
    word(name + "=" + values.getFirst());
    values.stream().skip(1).forEach(value -> further(":" + value));
    further(";");
    return this;
  }

  /**
   * The whole field with its line end.
   *
   * @param before what is covered besides it, one octet for each char
   */
  byte[] signed(DkimSigner signer, String before) {
    String covered = before + Canonicalization.RELAXED.own(text + " b=");
    byte[] signature = signer.sign(covered.getBytes(StandardCharsets.ISO_8859_1));
    word("b=");
    String encoded = Base64.getEncoder().encodeToString(signature);
    for (int i = 0; i < encoded.length(); i += PIECE) {
      further(encoded.substring(i, Math.min(encoded.length(), i + PIECE)));
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void word(String word) {
    boolean fits = column + 1 + word.length() <= WIDTH;
    text.append(fits ? " " : "\r\n\t").append(word);
    column = (fits ? column + 1 : 8) + word.length();
  }

  private void further(String part) {
    boolean fits = column + part.length() <= WIDTH;
    text.append(fits ? "" : "\r\n\t").append(part);
    column = (fits ? column : 8) + part.length();
  }
}
