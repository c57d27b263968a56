package io.postern.policy.extract;

import io.postern.core.mime.Ambiguity;
import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimeLimits;
import io.postern.core.mime.MimePart;
import io.postern.core.mime.MimeReader;
import io.postern.core.mime.PartVisitor;
import io.postern.core.model.Screening.Unscanned;
import io.postern.core.port.Content;
import io.postern.policy.extract.PartText.Form;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message once and gives its text to a sink, part by part, never more than one part in
 * memory. One instance per message.
 */
public final class TextExtractor implements PartVisitor {
  private static final int MOST_UNSCANNED = 100;
  private static final int NESTED_FILES = 10;

  private final TextSink sink;
  private final Normalizer normalizer = new Normalizer();
  private final CharBuffer html = new CharBuffer(4096);
  private final List<Unscanned> unscanned = new ArrayList<>();
  private byte[] bytes = new byte[16 * 1024];
  private final List<String> dicom = new ArrayList<>();
  private final long unreadMedia;
  private final MimeLimits limits;
  private final Attachments attachments;
  private Attachments.@Nullable Reading reading;
  private int nested;
  private long textLeft;
  private long mediaSeen;
  private boolean sealedPart;
  private boolean blind;
  private Optional<String> protectedBy = Optional.empty();

  private TextExtractor(
      MimeLimits limits,
      long maximumText,
      long unreadMedia,
      Attachments attachments,
      TextSink sink) {
    this.limits = limits;
    this.textLeft = maximumText;
    this.unreadMedia = unreadMedia;
    this.attachments = attachments;
    this.sink = sink;
  }

  /**
   * Reads the whole message.
   *
   * @param maximumText most bytes of decoded text; what is beyond is reported as unscanned
   * @param unreadMedia largest image, audio or video in bytes that may be left unread; 0 for none
   * @param attachments opens the files that are not text
   * @throws IOException where the content cannot be read from the store
   */
  public static Extraction extract(
      Content content,
      MimeLimits limits,
      long maximumText,
      long unreadMedia,
      Attachments attachments,
      TextSink sink)
      throws IOException {
    TextExtractor extractor =
        new TextExtractor(limits, maximumText, unreadMedia, attachments, sink);
    try (InputStream in = content.open()) {
      MimeReader.read(in, limits, extractor);
    }
    return new Extraction(
        extractor.unscanned, extractor.blind, extractor.dicom, extractor.protectedBy);
  }

  @Override
  public void field(String path, MimeField field) {
    String prefix = path.isEmpty() ? "header:" : path + " header:";
    switch (field.name()) {
      case "subject", "thread-topic", "comments", "keywords", "content-description" ->
          text(prefix + field.name(), Form.SUBJECT, field.value());
      case "from", "sender", "reply-to", "to", "cc" ->
          text(prefix + field.name(), Form.CORRESPONDENT, field.value());
      case "list-id", "list-post", "list-unsubscribe", "precedence" ->
          text(prefix + field.name(), Form.LIST, field.value());
      default -> {}
    }
  }

  @Override
  public void ambiguity(Ambiguity ambiguity) {
    if (ambiguity.kind().blinding()) {
      unread(ambiguity.part().isEmpty() ? "message" : ambiguity.part(), ambiguity.kind().label());
      blind = true;
    }
  }

  @Override
  public void message(MimePart part) {
    fileName(part);
  }

  @Override
  public void body(MimePart part, InputStream decoded) throws IOException {
    fileName(part);
    int head = decoded.readNBytes(bytes, 0, FileKind.HEAD);
    FileKind kind = FileKind.of(bytes, head);
    Optional<String> sealed = Sealed.by(part, bytes, head, kind);
    sealedPart = sealed.isPresent();
    if (sealedPart) {
      protectedBy = sealed;
    }
    if (sealed.isEmpty() && kind == FileKind.OPENPGP) {
      unread(part.path(), "openpgp armor around what is not encrypted");
      blind = true;
    }
    boolean declared = part.mediaType().equals("text");
    boolean text = kind == FileKind.TEXT || kind == FileKind.OPENPGP;
    if (declared && kind.media()) {
      unread(part.path(), kind.label() + " declared as text");
      blind = true;
    }
    if (kind == FileKind.TEXT && !declared && SavedMail.is(bytes, head)) {
      mail(part.path(), withHead(head, decoded));
    } else if (text || (declared && (kind == FileKind.UNKNOWN || kind.media()))) {
      readText(part, decoded, head);
    } else if (sealed.isEmpty() && attachments.opens(kind)) {
      InputStream file = withHead(head, decoded);
      open(part, declared ? readFirst(part, file) : file);
    } else if (sealed.isEmpty()) {
      binary(part, kind, decoded, head);
    }
  }

  /** Programs that believe the declared type show it as text. */
  private InputStream readFirst(MimePart part, InputStream file) throws IOException {
    byte[] start = file.readNBytes((int) Math.min(textLeft + 1, Integer.MAX_VALUE - 16));
    readText(part, new ByteArrayInputStream(start), 0);
    return new SequenceInputStream(new ByteArrayInputStream(start), file);
  }

  private InputStream withHead(int head, InputStream rest) {
    return new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(bytes, head)), rest);
  }

  /** The file is opened elsewhere; what was found in it is taken as if it stood in the message. */
  private void open(MimePart part, InputStream file) throws IOException {
    Attachments.Reading ours = reading == null ? attachments.begin() : reading;
    reading = ours;
    for (Piece piece : ours.read(part.fileName().orElse(""), file)) {
      take(part.path() + piece.where(), piece);
    }
  }

  private void take(String path, Piece piece) throws IOException {
    switch (piece) {
      case Piece.Text t -> text(path, t.form(), t.text());
      case Piece.Plain p -> plain(path, p);
      case Piece.Media m -> {
        unread(path, m.kind().label());
        mediaSeen += m.size();
        blind |= mediaSeen > unreadMedia;
      }
      case Piece.Dicom d -> {
        dicom.add(path);
        unread(path, FileKind.DICOM.label());
      }
      case Piece.Unread u -> {
        unread(path, u.reason());
        blind = true;
      }
    }
  }

  private void plain(String path, Piece.Plain file) throws IOException {
    if (descends(path)) {
      body(SavedMail.part(path, file.name()), new ByteArrayInputStream(file.bytes()));
      nested--;
    }
  }

  /** A message saved as a file is read like one inside the message. */
  private void mail(String path, InputStream in) throws IOException {
    if (descends(path)) {
      MimeReader.read(in, limits, new SavedMail(path, this));
      nested--;
    }
  }

  /** One level deeper, unless that is too deep. */
  private boolean descends(String path) {
    if (nested == NESTED_FILES) {
      unread(path, Trouble.TOO_DEEP.label());
      blind = true;
      return false;
    }
    nested++;
    return true;
  }

  /** What is not read is harmless only where it is small and is the picture or sound it claims. */
  private void binary(MimePart part, FileKind kind, InputStream decoded, int head)
      throws IOException {
    unread(part.path(), kind.label());
    blind |= !kind.agrees(part.mediaType()) || large(decoded, head);
    if (kind == FileKind.DICOM) {
      dicom.add(part.path());
    }
  }

  /** A scanned page is large, in one piece or cut into many; a logo or a letterhead is not. */
  private boolean large(InputStream decoded, int head) throws IOException {
    mediaSeen += head;
    int n = 0;
    while (unreadMedia > 0 && mediaSeen <= unreadMedia && n >= 0) {
      n = decoded.read(bytes, 0, bytes.length);
      mediaSeen += Math.max(n, 0);
    }
    return mediaSeen > unreadMedia;
  }

  private void fileName(MimePart part) {
    part.fileName().ifPresent(n -> text(part.path() + " file name", Form.FILE_NAME, n));
  }

  private void readText(MimePart part, InputStream decoded, int head) throws IOException {
    int limit = (int) Math.min(textLeft, Integer.MAX_VALUE - 16);
    int length = head;
    int n = 0;
    while (length <= limit && n >= 0) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      n = decoded.read(bytes, length, bytes.length - length);
      length += Math.max(n, 0);
    }
    if (length > limit) {
      unread(part.path(), "more text than policy.maximum_text");
      blind = true;
      length = limit;
    }
    textLeft -= length;
    decode(part, length);
  }

  private void decode(MimePart part, int length) {
    Charset wide = Charsets.wide(bytes, length);
    String name = part.charset().orElse("");
    Optional<Charset> declared = wide == null ? Charsets.named(name) : Optional.of(wide);
    if (declared.isEmpty()
        && (hasHighBits(length) || name.toLowerCase(Locale.ROOT).contains("7"))) {
      unread(part.path(), "unknown charset");
      blind = true;
    }
    Charset charset = declared.orElse(StandardCharsets.UTF_8);
    if (charset.equals(StandardCharsets.UTF_8)) {
      emit(part, Charsets.lenient(bytes, length));
      return;
    }
    String text = new String(bytes, 0, length, charset);
    emit(part, text);
    if (wide != null || !agreesOnAscii(text, length)) {
      // readers that do not know the charset, or ignore it, show this
      emit(part, Charsets.lenient(bytes, length));
    }
    if (wide != null) {
      Charsets.named(name)
          .filter(c -> !c.equals(wide) && !c.equals(StandardCharsets.UTF_8))
          .ifPresent(c -> emit(part, new String(bytes, 0, length, c)));
    }
  }

  private boolean hasHighBits(int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] < 0) {
        return true;
      }
    }
    return false;
  }

  private boolean agreesOnAscii(String text, int length) {
    if (text.length() > length) {
      return false;
    }
    int shown = 0;
    int stored = 0;
    for (int i = 0; i < text.length(); i++) {
      shown += text.charAt(i) < 0x80 ? 1 : 0;
    }
    for (int i = 0; i < length; i++) {
      stored += bytes[i] >= 0 ? 1 : 0;
    }
    return shown == stored;
  }

  private void emit(MimePart part, String text) {
    if (!sealedPart && EncodedText.in(text)) {
      unread(part.path(), "encoded content in text");
      blind = true;
    }
    if (!isHtml(part, text)) {
      Form form = part.type().equals("text/plain") ? Form.PLAIN : Form.DATA;
      emit(part.path(), form, text.toCharArray(), text.length());
      return;
    }
    html.clear();
    long embedded = HtmlText.extract(text.toCharArray(), text.length(), html);
    if (embedded > 0) {
      unread(part.path(), "data in an address");
      mediaSeen += embedded;
      blind |= mediaSeen > unreadMedia;
    }
    emit(part.path(), Form.HTML, html.chars, html.length);
  }

  private static boolean isHtml(MimePart part, String text) {
    if (part.type().equals("text/html") || part.type().equals("application/xhtml+xml")) {
      return true;
    }
    String head = text.substring(0, Math.min(text.length(), 1024)).stripLeading();
    return !part.type().equals("text/plain")
        && (head.regionMatches(true, 0, "<!doctype html", 0, 14)
            || head.regionMatches(true, 0, "<html", 0, 5));
  }

  private void text(String part, Form form, String value) {
    int length = (int) Math.min(value.length(), Math.max(textLeft, 0));
    textLeft -= length;
    if (length < value.length()) {
      unread(part, "more text than policy.maximum_text");
      blind = true;
    }
    emit(part, form, value.toCharArray(), length);
  }

  private void emit(String part, Form form, char[] chars, int length) {
    sink.text(normalizer.normalize(part, form, chars, length));
  }

  private void unread(String part, String reason) {
    if (unscanned.size() < MOST_UNSCANNED) {
      unscanned.add(new Unscanned(part, reason));
    }
  }
}
