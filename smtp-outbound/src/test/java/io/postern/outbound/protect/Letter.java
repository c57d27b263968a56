package io.postern.outbound.protect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * One message that the product made, on disk in the forms that readers take.
 *
 * @param form which content it has
 * @param original what was given to the product
 * @param file the whole message
 */
record Letter(Row row, String form, byte[] original, Path file) {
  /**
   * A line of the matrix.
   *
   * @param key names the recipient's files of keys
   * @param recipient the kind of key, for people
   * @param signature the kind of the signer's key, or {@code none}
   */
  record Row(String key, String recipient, String signature) {
    boolean signed() {
      return !signature.equals("none");
    }
  }

  /** The CMS in binary. */
  static Letter smime(Row row, String form, byte[] original, byte[] wrapped, Path file)
      throws IOException {
    Letter letter = new Letter(row, form, original, Files.write(file, wrapped));
    Files.write(letter.cms(), Base64.getMimeDecoder().decode(Messages.body(wrapped)));
    return letter;
  }

  /** The armor as a mail program cuts it out of the second part. */
  static Letter openPgp(Row row, String form, byte[] original, byte[] wrapped, Path file)
      throws IOException {
    Letter letter = new Letter(row, form, original, Files.write(file, wrapped));
    String text = Messages.text(wrapped);
    int begin = text.indexOf("-----BEGIN PGP MESSAGE-----");
    String end = "-----END PGP MESSAGE-----";
    String armor = text.substring(begin, text.indexOf(end) + end.length() + 2);
    Files.writeString(letter.armor(), armor, StandardCharsets.US_ASCII);
    return letter;
  }

  Path cms() {
    return beside("p7m");
  }

  Path armor() {
    return beside("asc");
  }

  /** A file of a judge's own for what it makes of this. */
  Path beside(String extension) {
    return file.resolveSibling(file.getFileName() + "." + extension);
  }

  /** What the recipient must find, octet for octet. */
  void check(byte[] payload) throws IOException {
    String name = row + " " + form;
    Expect.octets(name, form, payload, original);
    if (!form.equals("large")) {
      Expect.payload(form, payload, original);
    }
  }
}
