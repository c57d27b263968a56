package io.postern.web.portal;

import io.postern.core.mime.Ambiguity;
import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimeLimits;
import io.postern.core.mime.MimePart;
import io.postern.core.mime.MimeReader;
import io.postern.core.mime.PartVisitor;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Content;
import io.postern.web.portal.Letter.Attachment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a stored message in one pass, holding its text and nothing larger. For one thread. */
final class LetterReader implements PartVisitor {
  /** Longest text or HTML part that is shown; a longer one is an attachment. */
  static final int LONGEST_TEXT = 2 * 1024 * 1024;

  private static final Pattern ADDRESS =
      Pattern.compile("<([^<>\\s]+@[^<>\\s]+)>|([^<>\\s,;\"]+@[^<>\\s,;\"]+)");

  private final Map<String, String> fields = new HashMap<>();
  private final Map<String, String> contentIds = new HashMap<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private @Nullable String text;
  private @Nullable String html;
  private boolean complete = true;
  private int number;

  private LetterReader() {}

  /**
   * Reads the message.
   *
   * @throws IOException where the content cannot be opened; never because of what it holds
   */
  static Letter read(Content content) throws IOException {
    LetterReader reader = new LetterReader();
    try (InputStream in = content.open()) {
      MimeReader.read(in, MimeLimits.DEFAULT, reader);
    }
    return reader.letter();
  }

  /** Writes the decoded bytes of one leaf; nothing where there is no such leaf. */
  static void copy(Content content, int number, OutputStream out) throws IOException {
    PartVisitor copier =
        new PartVisitor() {
          private int seen;

          @Override
          public void body(MimePart part, InputStream decoded) throws IOException {
            if (isLeaf(part) && ++seen == number) {
              decoded.transferTo(out);
            }
          }
        };
    try (InputStream in = content.open()) {
      MimeReader.read(in, MimeLimits.DEFAULT, copier);
    }
  }

  @Override
  public void field(String path, MimeField field) {
    if (path.isEmpty()) {
      fields.putIfAbsent(field.name(), field.value());
    }
    if (field.name().equals("content-id")) {
      contentIds.put(path, field.value().replaceAll("[<>\\s]", ""));
    }
  }

  @Override
  public void body(MimePart part, InputStream decoded) throws IOException {
    if (!isLeaf(part)) {
      return;
    }
    number++;
    boolean shown = !part.disposition().equals("attachment") && part.fileName().isEmpty();
    boolean plain = shown && text == null && part.type().equals("text/plain");
    boolean rich = shown && html == null && part.type().equals("text/html");
    byte[] bytes = plain || rich ? decoded.readNBytes(LONGEST_TEXT + 1) : new byte[0];
    if ((!plain && !rich) || bytes.length > LONGEST_TEXT) {
      attach(part, bytes.length + drain(decoded));
    } else if (plain) {
      text = decode(bytes, part.charset());
    } else {
      html = decode(bytes, part.charset());
    }
  }

  @Override
  public void ambiguity(Ambiguity ambiguity) {
    complete &= !ambiguity.kind().blinding();
  }

  /** Text outside of the parts of a multipart is not part of the letter. */
  private static boolean isLeaf(MimePart part) {
    return !part.path().endsWith("preamble") && !part.path().endsWith("epilogue");
  }

  private void attach(MimePart part, long size) {
    String name = SafeFileName.of(part.fileName().orElse(""), "attachment-" + number);
    String id = contentIds.getOrDefault(part.path(), "");
    attachments.add(new Attachment(number, name, part.type(), size, id));
  }

  private Letter letter() {
    return new Letter(
        header("subject"),
        header("from"),
        header("date"),
        address(header("reply-to")).or(() -> address(header("from"))),
        header("message-id"),
        header("references"),
        Optional.ofNullable(text),
        Optional.ofNullable(html),
        attachments,
        complete);
  }

  private String header(String name) {
    return VisibleText.line(fields.getOrDefault(name, ""));
  }

  private static Optional<Mailbox> address(String field) {
    Matcher m = ADDRESS.matcher(field);
    String found = m.find() ? m.group(1) == null ? m.group(2) : m.group(1) : "";
    try {
      return found.isEmpty() ? Optional.empty() : Optional.of(Mailbox.parse(found));
    } catch (IllegalArgumentException e) {
      // no address after all; the envelope's sender is asked next
      return Optional.empty();
    }
  }

  private static long drain(InputStream in) throws IOException {
    return in.transferTo(OutputStream.nullOutputStream());
  }

  private static String decode(byte[] bytes, Optional<String> charset) {
    if (charset.isPresent() && Charset.isSupported(wellFormed(charset.get()))) {
      return new String(bytes, Charset.forName(charset.get()));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }

  private static String wellFormed(String charset) {
    return charset.matches("[A-Za-z0-9][A-Za-z0-9.:_+-]*") ? charset : "none";
  }
}
