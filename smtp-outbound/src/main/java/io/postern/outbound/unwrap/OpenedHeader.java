package io.postern.outbound.unwrap;

import io.postern.core.loop.TraceField;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import io.postern.core.model.Decryption;
import io.postern.core.model.Mailbox;
import io.postern.outbound.protect.Author;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The header of a message that was opened: the fields that it came with, those of its author that
 * were hidden, what describes its body now, and our marks.
 *
 * <p>Of the hidden fields only those are taken that a person reads. Trace fields, and all that
 * somebody's filter obeys, stay what they were outside: whoever knows a public key can write
 * anything inside. From is the one outside as well, unless both name the same mailbox: the outer
 * one is what the upstream judged (DMARC), and the other would borrow that judgement.
 *
 * <p>Standards: RFC 9788 2.1 (hp), 4 (receiving); draft-autocrypt-lamps-protected-headers for the
 * subjects of older programs.
 */
final class OpenedHeader {
  private static final Set<String> READ_BY_PEOPLE =
      Set.of(
          "subject",
          "from",
          "to",
          "cc",
          "reply-to",
          "date",
          "message-id",
          "in-reply-to",
          "references",
          "keywords",
          "comments",
          "importance");

  /** Signatures of the message that it no longer is. */
  private static final Set<String> BROKEN =
      Set.of(
          "dkim-signature",
          "domainkey-signature",
          "arc-seal",
          "arc-message-signature",
          "arc-authentication-results");

  private final HeaderBlock outer;

  OpenedHeader(HeaderBlock outer) {
    this.outer = outer;
  }

  /** The author that is shown. */
  Optional<Mailbox> author() {
    return authorOf(outer);
  }

  /** Whether what is hidden names another author than what is shown. */
  boolean contradicts(HeaderBlock payload) {
    Optional<Mailbox> hidden = authorOf(payload);
    // two that nobody can read are not the same one
    return payload.first("From").isPresent() && (hidden.isEmpty() || !hidden.equals(author()));
  }

  /**
   * The whole header with its empty line.
   *
   * @param payload the header of what the author encrypted or signed
   */
  byte[] write(Decryption.Opened opened, Entity entity, HeaderBlock payload) {
    List<Field> restored = restored(payload);
    Set<String> replaced = new HashSet<>();
    restored.forEach(field -> replaced.add(lowerCase(field)));
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    out.writeBytes(marks(opened));
    outer.fields().stream()
        .filter(field -> stays(field) && !replaced.contains(lowerCase(field)))
        .forEach(field -> write(out, field));
    restored.forEach(field -> write(out, field));
    out.writeBytes(ascii("MIME-Version: 1.0\r\n"));
    entity.header().fields().stream()
        .filter(OpenedHeader::describesBody)
        .forEach(field -> write(out, field));
    out.writeBytes(ascii("\r\n"));
    return out.toByteArray();
  }

  private static byte[] marks(Decryption.Opened opened) {
    return ascii(
        TraceField.DECRYPTED
            + ": "
            + opened.format()
            + "; integrity="
            + opened.integrity()
            + ";\r\n key="
            + opened.key()
            + "\r\n"
            + TraceField.SIGNATURE
            + ": "
            + opened.signature()
            + opened.signer().map(signer -> ";\r\n key=" + signer).orElse("")
            + "\r\n");
  }

  private List<Field> restored(HeaderBlock payload) {
    Set<String> names = protectedNames(payload);
    return payload.fields().stream()
        .filter(field -> names.contains(lowerCase(field)))
        .filter(field -> payload.all(field.name()).size() == 1)
        .filter(field -> !field.is("From") || !contradicts(payload))
        .toList();
  }

  private static Set<String> protectedNames(HeaderBlock payload) {
    try {
      MediaType type = MediaType.of(payload);
      boolean whole = type.parameter("hp").equals(Optional.of("cipher"));
      boolean older = type.parameter("protected-headers").equals(Optional.of("v1"));
      return whole ? READ_BY_PEOPLE : older ? Set.of("subject") : Set.of();
    } catch (IOException e) {
      return Set.of(); // what is not clear restores nothing
    }
  }

  private static boolean stays(Field field) {
    return !describesBody(field)
        && !field.is("MIME-Version")
        && !BROKEN.contains(lowerCase(field))
        && !TraceField.OURS.contains(lowerCase(field));
  }

  private static boolean describesBody(Field field) {
    return lowerCase(field).startsWith("content-");
  }

  private static Optional<Mailbox> authorOf(HeaderBlock header) {
    List<Field> all = header.all("From");
    return all.size() == 1 ? Author.of(all.getFirst().value()) : Optional.empty();
  }

  private static String lowerCase(Field field) {
    return field.name().toLowerCase(Locale.ROOT);
  }

  private static void write(ByteArrayOutputStream out, Field field) {
    byte[] raw = field.raw();
    out.writeBytes(raw);
    if (raw[raw.length - 1] != '\n') {
      out.writeBytes(ascii("\r\n"));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
