package io.postern.outbound.protect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Messages of many forms, each with the same header and planted words to look for. */
final class Messages {
  static final String SUBJECT_CANARY = "Zyxomma-biopsy-4711";
  static final String BODY_CANARY = "Quokkaphosphate-result-8842";

  private static final String HEADER =
      """
      Received: from mail.clinic.example (mail.clinic.example [192.0.2.7]) by gw.clinic.example;
       Sat, 21 Nov 2026 03:00:00 +0000
      DKIM-Signature: v=1; a=rsa-sha256; d=clinic.example; s=s; h=from; bh=AAAA; b=BBBB
      From: "Doctor, A." <doctor@clinic.example>
      To: Patient <patient@example.net>
      Cc: Nurse <nurse@example.net>
      Bcc: Hidden <hidden@example.net>
      Date: Sat, 21 Nov 2026 03:00:00 +0000
      Message-ID: <m1@clinic.example>
      In-Reply-To: <m0@example.net>
      Subject: Your %s result
       is here
      Keywords: %s
      Comments: %s
      X-Study: %s
      MIME-Version: 1.0
      """
          .formatted(SUBJECT_CANARY, SUBJECT_CANARY, SUBJECT_CANARY, SUBJECT_CANARY);

  private Messages() {}

  /** A header with this Content-* block and body; line ends become CRLF. */
  static byte[] with(String contentFields, String body) {
    return crlf(HEADER + contentFields + "\n" + body);
  }

  static byte[] form(String name) {
    return Objects.requireNonNull(forms().get(name));
  }

  static Map<String, byte[]> forms() {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    forms.put("plain", with("Content-Type: text/plain; charset=us-ascii\n", BODY_CANARY + "\n"));
    forms.put("no-content-type", with("", "Plain " + BODY_CANARY + " without a type\n"));
    forms.put(
        "eight-bit",
        with(
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
            "Grüße, " + BODY_CANARY + " naïve €\n"));
    forms.put(
        "long-lines",
        with(
            "Content-Type: text/plain;\n charset=\"us-ascii\"\n",
            "a".repeat(900) + "\n" + BODY_CANARY + "b".repeat(5000) + "\n.\nFrom here\n-- \nend"));
    forms.put("empty-body", with("Content-Type: text/plain\n", ""));
    forms.put(
        "odd-type",
        with("Content-Type: text/plain (a comment); charset=us-ascii\n", BODY_CANARY + "\n\n\n"));
    forms.put("attachments", attachments());
    forms.put("nested", nested());
    return forms;
  }

  /** A message with an attachment that makes it about this many bytes long. */
  static byte[] large(int bytes) {
    byte[] data = new byte[bytes / 4 * 3];
    new Random(7).nextBytes(data);
    String head =
        HEADER + "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes + bytes / 16);
    out.writeBytes(crlf(head));
    out.writeBytes(Base64.getMimeEncoder().encode(data));
    out.writeBytes(crlf("\n"));
    return out.toByteArray();
  }

  /** From the empty line's end on. */
  static byte[] body(byte[] message) {
    for (int i = 0; i + 3 < message.length; i++) {
      if (message[i] == '\r'
          && message[i + 1] == '\n'
          && message[i + 2] == '\r'
          && message[i + 3] == '\n') {
        return java.util.Arrays.copyOfRange(message, i + 4, message.length);
      }
    }
    throw new AssertionError("no body");
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] attachments() {
    String image = Base64.getMimeEncoder().encodeToString(new byte[3000]);
    return with(
        "Content-Type: multipart/mixed;\n boundary=\"b1\"\n",
        "preamble\n--b1\nContent-Type: text/html; charset=utf-8\n\n<p>"
            + BODY_CANARY
            + " ü</p>\n--b1\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
            + "Content-Disposition: attachment; filename=\""
            + BODY_CANARY
            + ".png\"\n\n"
            + image
            + "\n--b1--\nepilogue\n");
  }

  private static byte[] nested() {
    return with(
        "Content-Type: message/rfc822\nContent-Disposition: attachment\n",
        "From: a@b.example\nSubject: inner " + BODY_CANARY + "\n\n" + BODY_CANARY + "\n");
  }

  private static byte[] crlf(String text) {
    return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
