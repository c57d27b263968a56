package io.postern.outbound.protect;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What of a header stays outside the encryption, and what goes inside. Outside remains only what
 * carries the message; everything the author wrote is inside, byte for byte, with a record of the
 * outside beside it, so that a reader can tell what was protected.
 *
 * <p>The header confidentiality policy is stricter than the RFC's baseline: a field leaves only if
 * it is on our list, Subject as {@code [...]}. No Legacy Display Element is added: it would change
 * the author's body, and with it any signature inside.
 *
 * <p>Standards: RFC 9788 2.1 (hp), 2.2 (HP-Outer), 5.2 (composing); RFC 8551 3.1.
 */
final class HeaderProtection {
  /** Trace and address fields: without them mail can be neither delivered nor answered. */
  private static final Set<String> OUTSIDE =
      Set.of("from", "to", "cc", "date", "message-id", "received", "auto-submitted");

  /** What earlier hops said of a message that this one no longer is, and what must not travel. */
  private static final Set<String> DROPPED =
      Set.of(
          "received",
          "return-path",
          "bcc",
          "resent-bcc",
          "hp-outer",
          "dkim-signature",
          "domainkey-signature",
          "authentication-results",
          "received-spf",
          "arc-seal",
          "arc-message-signature",
          "arc-authentication-results");

  /** RFC 3834 5: the keywords; a comment behind them would be free text in the clear. */
  private static final Set<String> AUTO_SUBMITTED = Set.of("auto-generated", "auto-replied", "no");

  private final HeaderBlock header;
  private final String subject;

  /**
   * @param subject what stands outside for the subject, in printable ASCII
   * @throws NotProtectableException where a line is no field: readers disagree on where the body of
   *     such a message begins, so nobody can say what would be inside
   */
  HeaderProtection(HeaderBlock header, String subject) throws NotProtectableException {
    if (header.fields().stream().anyMatch(field -> field.name().isEmpty())) {
      throw new NotProtectableException("malformed_header: a line of the header is not a field");
    }
    this.header = header;
    this.subject = subject;
  }

  /** The fields outside, without those that describe the encrypted body. */
  byte[] outer() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    header.fields().stream().filter(HeaderProtection::staysOutside).forEach(f -> write(out, f));
    header.first("Subject").ifPresent(s -> out.writeBytes(obscuredSubject()));
    return out.toByteArray();
  }

  /** The header of the cryptographic payload, with its empty line. */
  byte[] inner(ContentFields content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
    header.fields().stream().filter(HeaderProtection::isProtected).forEach(f -> write(out, f));
    header.fields().stream()
        .filter(field -> isProtected(field) && staysOutside(field))
        .forEach(field -> writeOuterRecord(out, field));
    header
        .first("Subject")
        .ifPresent(s -> {
          out.writeBytes(ascii("HP-Outer: "));
          out.writeBytes(obscuredSubject());
        });
    out.writeBytes(content.payloadFields());
    out.writeBytes(ascii("\r\n"));
    return out.toByteArray();
  }

  /** How many octets the author's fields have. */
  long fieldOctets() {
    return header.fields().stream().mapToLong(field -> field.raw().length).sum();
  }

  /** The fields that describe the body. */
  List<Field> contentFields() {
    return header.fields().stream().filter(HeaderProtection::isStructural).toList();
  }

  /** The value of the one From field; empty where there is none or there are several. */
  Optional<String> from() {
    List<Field> all = header.all("From");
    return all.size() == 1 ? Optional.of(all.getFirst().value()) : Optional.empty();
  }

  private static boolean staysOutside(Field field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return OUTSIDE.contains(name)
        && (!name.equals("auto-submitted")
            || AUTO_SUBMITTED.contains(field.value().toLowerCase(Locale.ROOT)));
  }

  private static boolean isProtected(Field field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return !DROPPED.contains(name) && !isStructural(field);
  }

  /** RFC 9788 1.9: Content-* describe the part they stand on. */
  private static boolean isStructural(Field field) {
    return field.name().toLowerCase(Locale.ROOT).startsWith("content-");
  }

  private static void writeOuterRecord(ByteArrayOutputStream out, Field field) {
    out.writeBytes(ascii("HP-Outer: "));
    write(out, field);
  }

  private static void write(ByteArrayOutputStream out, Field field) {
    byte[] raw = field.raw();
    int end = raw.length;
    while (end > 0 && (raw[end - 1] == '\n' || raw[end - 1] == '\r')) {
      end--;
    }
    out.write(raw, 0, end);
    out.writeBytes(ascii("\r\n"));
  }

  private byte[] obscuredSubject() {
    return ascii("Subject: " + subject + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
