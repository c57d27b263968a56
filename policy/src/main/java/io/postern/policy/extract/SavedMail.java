package io.postern.policy.extract;

import io.postern.core.mime.Ambiguity;
import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimePart;
import io.postern.core.mime.PartVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A message saved as a file: its parts under the path of the file. */
final class SavedMail implements PartVisitor {
  private static final Pattern TWO_FIELDS =
      Pattern.compile("\\A[!-9;-~]{1,76}:[^\\n]*\\n(?:[ \\t][^\\n]*\\n)*[!-9;-~]{1,76}:");

  private static final Pattern OF_EVERY_MESSAGE =
      Pattern.compile(
          "^(?:from|date|message-id|mime-version|content-type|received|return-path):",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  /** Fields that programs write; all others are scanned, because this may be a text after all. */
  private static final Pattern BY_PROGRAMS =
      Pattern.compile(
          "received.*|message-id|references|in-reply-to|date|return-path|mime-version"
              + "|(dkim|arc|authentication|list|content|x)-.*");

  private final String path;
  private final PartVisitor visitor;

  SavedMail(String path, PartVisitor visitor) {
    this.path = path;
    this.visitor = visitor;
  }

  /** True where a file that begins so is a message. */
  static boolean is(byte[] head, int length) {
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1).replace("\r", "");
    int blank = text.indexOf("\n\n");
    String header = blank < 0 ? text : text.substring(0, blank);
    return TWO_FIELDS.matcher(text).find() && OF_EVERY_MESSAGE.matcher(header).find();
  }

  /** A file inside a file as a part; its type by its name, as a client would guess it. */
  static MimePart part(String path, String name) {
    String lower = name.toLowerCase(Locale.ROOT).strip();
    boolean html = lower.endsWith(".html") || lower.endsWith(".htm");
    String plain = lower.endsWith(".txt") ? "text/plain" : "application/octet-stream";
    Optional<String> fileName = name.isBlank() ? Optional.empty() : Optional.of(name);
    return new MimePart(path, html ? "text/html" : plain, Map.of(), fileName, "attachment");
  }

  private String at(String inner) {
    return inner.isEmpty() ? path : path + "/" + inner;
  }

  @Override
  public void field(String part, MimeField field) {
    boolean read = field.name().matches("subject|from|sender|reply-to|to|cc|comments|keywords");
    if (read || field.name().matches("thread-topic|content-description")) {
      visitor.field(at(part), field);
    } else if (!BY_PROGRAMS.matcher(field.name()).matches()) {
      visitor.field(at(part), new MimeField("comments", field.name() + ": " + field.value()));
    }
  }

  @Override
  public void ambiguity(Ambiguity ambiguity) {
    visitor.ambiguity(new Ambiguity(at(ambiguity.part()), ambiguity.kind()));
  }

  @Override
  public void message(MimePart part) {
    visitor.message(moved(part));
  }

  @Override
  public void body(MimePart part, InputStream decoded) throws IOException {
    visitor.body(moved(part), decoded);
  }

  private MimePart moved(MimePart p) {
    return new MimePart(at(p.path()), p.type(), p.parameters(), p.fileName(), p.disposition());
  }
}
