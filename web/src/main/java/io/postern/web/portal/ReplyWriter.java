package io.postern.web.portal;

import io.postern.core.model.Mailbox;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes a reply as it comes in: text first, then attachments in base64, never held whole. For one
 * thread.
 */
final class ReplyWriter {
  /**
   * Who writes to whom about what.
   *
   * @param operator the portal's own address; it is what really sends (RFC 5322 3.6.2)
   * @param messageId of the reply, with angle brackets
   */
  record Heading(
      Mailbox from, Mailbox to, String operator, Letter original, String messageId, Instant date) {}

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LONGEST_REFERENCES = 1800;

  private final MailWriter out;
  private final OutputStream sink;
  private final String boundary;
  private boolean mixed;
  private @Nullable OutputStream file;

  ReplyWriter(OutputStream sink) {
    this.sink = sink;
    this.out = new MailWriter(sink);
    byte[] random = new byte[15];
    RANDOM.nextBytes(random);
    boundary = "=_" + HexFormat.of().formatHex(random);
  }

  /** The header, up to the fields that say what the body is. */
  void heading(Heading h) throws IOException {
    String subject = h.original().subject();
    boolean again = subject.regionMatches(true, 0, "re:", 0, 3);
    out.line("From: <" + h.from().address() + ">")
        .line("Sender: <" + h.operator() + ">")
        .line("To: <" + h.to().address() + ">")
        .text("Subject", again ? subject : "Re: " + subject)
        .date(h.date())
        .field("Message-ID", h.messageId());
    thread(h.original());
    out.field("MIME-Version", "1.0");
  }

  /** RFC 5322 3.6.4; ids that are none are left out. */
  private void thread(Letter original) throws IOException {
    String parent = ids(original.messageId());
    if (!parent.isEmpty()) {
      out.field("In-Reply-To", parent);
      String all = (ids(original.references()) + " " + parent).strip();
      boolean fits = all.length() <= LONGEST_REFERENCES;
      out.line("References: " + (fits ? all : parent).replace(" ", "\r\n "));
    }
  }

  private static String ids(String field) {
    StringBuilder ids = new StringBuilder();
    for (String word : field.split("\\s+")) {
      if (word.matches("<[\\x21-\\x7E&&[^<>]]{1,250}>")) {
        ids.append(ids.isEmpty() ? "" : " ").append(word);
      }
    }
    return ids.toString();
  }

  /**
   * The text of the reply.
   *
   * @param files whether attachments follow
   */
  void text(String text, boolean files) throws IOException {
    mixed = files;
    if (files) {
      out.line("Content-Type: multipart/mixed;").line(" boundary=\"" + boundary + "\"").line("");
      out.line("--" + boundary);
    }
    out.textPart(text);
  }

  /** Begins an attachment. */
  void beginFile(String safeName) throws IOException {
    out.line("--" + boundary)
        .line("Content-Type: application/octet-stream")
        .line("Content-Transfer-Encoding: base64")
        .line("Content-Disposition: attachment;")
        .line(" filename*=UTF-8''" + SafeFileName.percent(safeName))
        .line("");
    file = out.base64();
  }

  /** Bytes of the attachment that has begun. */
  void file(byte[] bytes) throws IOException {
    if (file == null) {
      throw new IllegalStateException("no attachment has begun");
    }
    file.write(bytes);
  }

  /** Ends the attachment. */
  void endFile() throws IOException {
    if (file != null) {
      file.close();
      file = null;
      out.line("");
    }
  }

  /** Ends the message. */
  void end() throws IOException {
    if (mixed) {
      out.line("--" + boundary + "--");
    }
    sink.flush();
  }
}
