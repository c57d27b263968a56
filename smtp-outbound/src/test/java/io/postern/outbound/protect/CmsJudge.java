package io.postern.outbound.protect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** A judge of S/MIME: takes the envelope off, then looks at the signature inside. */
abstract class CmsJudge implements Judge {
  /**
   * A {@code multipart/signed} entity, cut where its boundary says.
   *
   * @param entity all of it
   * @param content its first part
   * @param signature the second part, decoded
   */
  record Signed(Path entity, Path content, Path signature) {
    static Signed of(Letter letter, String judge, byte[] inner) throws IOException {
      String text = Messages.text(inner);
      int quote = text.indexOf("boundary=\"") + "boundary=\"".length();
      String line = "\r\n--" + text.substring(quote, text.indexOf('"', quote));
      int first = text.indexOf(line) + line.length() + 2;
      int last = text.lastIndexOf(line);
      int second = text.lastIndexOf(line, last - 1);
      String signature = text.substring(text.indexOf("\r\n\r\n", second), last);
      return new Signed(
          Files.write(letter.beside(judge + ".signed"), inner),
          Files.write(
              letter.beside(judge + ".content"),
              text.substring(first, second).getBytes(StandardCharsets.ISO_8859_1)),
          Files.write(
              letter.beside(judge + ".p7s"), Base64.getMimeDecoder().decode(signature.strip())));
    }
  }

  /** Whether it can hold this recipient's private key at all. */
  boolean holds(Letter.Row row) {
    return true;
  }

  /** What is in the envelope; empty where it cannot take it off. */
  abstract Optional<byte[]> decrypt(Letter letter) throws IOException;

  abstract boolean verifies(Signed signed) throws IOException;

  @Override
  public final Opened open(Letter letter) throws IOException {
    if (!holds(letter.row())) {
      return Opened.NO_KEY;
    }
    Optional<byte[]> inner = decrypt(letter);
    if (inner.isEmpty()) {
      return Opened.NO;
    }
    if (!letter.row().signed()) {
      letter.check(inner.get());
      return Opened.CONTENT;
    }
    Signed signed = Signed.of(letter, name(), inner.get());
    letter.check(Files.readAllBytes(signed.content()));
    return verifies(signed) ? Opened.WITH_SIGNATURE : Opened.CONTENT;
  }
}
