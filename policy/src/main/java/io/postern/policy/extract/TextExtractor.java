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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message once and gives its text to a sink, part by part, never more than one part in
 * memory. One instance per message.
 */
public final class TextExtractor implements PartVisitor {
  private static final int MOST_UNSCANNED = 100;
  private static final int NESTED_FILES = 10;

  /** Encodings inside encodings that are unpacked. */
  private static final int DEEPEST_ENCODING = 4;

  private static final String UNTYPED = "application/octet-stream";

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
  private int unpacked;
  private boolean ambiguous;
  private boolean blind;
  private Optional<String> protectedBy = Optional.empty();
  private final OutlineReader outline = new OutlineReader();

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
    if (extractor.ambiguous) {
      extractor.readWithoutStructure(content);
    }
    return new Extraction(
        extractor.unscanned,
        extractor.blind,
        extractor.dicom,
        extractor.protectedBy,
        extractor.outline.outline());
  }

  @Override
  public void field(String path, MimeField field) {
    outline.field(path, field);
    String prefix = path.isEmpty() ? "header:" : path + " header:";
    switch (field.name()) {
      case "subject", "thread-topic", "comments", "keywords", "content-description" ->
          text(prefix + field.name(), Form.SUBJECT, field.value());
      case "from", "sender", "reply-to", "to", "cc" ->
          text(prefix + field.name(), Form.CORRESPONDENT, field.value());
      case "content-type", "content-disposition" -> names(prefix, field);
      case "list-id", "list-post", "list-unsubscribe", "precedence" ->
          text(prefix + field.name(), Form.LIST, field.value());
      default -> other(prefix, field);
    }
  }

  /** A field that no program writes is text; its name may be a label, or hold a value itself. */
  private void other(String prefix, MimeField field) {
    if (!MachineFields.has(field.name())) {
      text(prefix + "other", Form.FIELD, field.name() + ": " + field.value());
    }
  }

  /** Readers differ in which of several names counts, so all are scanned as they are written. */
  private void names(String prefix, MimeField field) {
    int first = field.value().toLowerCase(Locale.ROOT).indexOf("name");
    if (first >= 0) {
      text(prefix + field.name(), Form.FILE_NAME, field.value().substring(first));
    }
  }

  @Override
  public void ambiguity(Ambiguity ambiguity) {
    if (ofMessage()) {
      outline.ambiguity(ambiguity);
    }
    if (ambiguity.kind().blinding()) {
      unread(ambiguity.part().isEmpty() ? "message" : ambiguity.part(), ambiguity.kind().label());
      blind = true;
    }
    // a header that goes on to the end is a body to readers that stop at what is no field
    boolean noBody = ambiguity.kind() == Ambiguity.Kind.HEADER_CUT_SHORT;
    ambiguous |= ambiguity.kind().blinding() || noBody;
  }

  /**
   * Where readers differ in the structure, the bytes of the whole message are read as one text as
   * well: whatever a reader takes for a part is somewhere in it, and encodings are unpacked.
   */
  private void readWithoutStructure(Content content) throws IOException {
    MimePart all = new MimePart("message raw", UNTYPED, Map.of(), Optional.empty(), "");
    try (InputStream in = content.open()) {
      readText(all, in, 0);
    }
  }

  @Override
  public void multipart(MimePart part) {
    outline.multipart(part);
  }

  @Override
  public void message(MimePart part) {
    if (ofMessage()) {
      outline.message(part);
    }
    fileName(part);
  }

  @Override
  public void body(MimePart part, InputStream decoded) throws IOException {
    if (ofMessage()) {
      outline.body(part, decoded);
    }
    fileName(part);
    int head = decoded.readNBytes(bytes, 0, FileKind.HEAD);
    FileKind kind = FileKind.of(bytes, head);
    if (Sealed.begins(part, bytes, head, kind)) {
      sealed(part, head, decoded);
      return;
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
    } else if (attachments.opens(kind)) {
      InputStream file = withHead(head, decoded);
      open(part, declared ? readFirst(part, file) : file);
    } else {
      binary(part, kind, decoded, head);
    }
  }

  /** False for what was found in a file or unpacked from a text. */
  private boolean ofMessage() {
    return nested == 0 && unpacked == 0;
  }

  /** Counts as protected only where nothing in it is in the clear. */
  private void sealed(MimePart part, int head, InputStream rest) throws IOException {
    Sealed.Found found = Sealed.read(bytes, head, withHead(head, rest), Math.max(textLeft, 0));
    if (found == null) {
      unread(part.path(), "begins encrypted and does not end so");
      blind = true;
      return;
    }
    protectedBy = Optional.of(found.by());
    text(part.path(), Form.DATA, found.text());
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
    blind |= !kind.agrees(part.mediaType()) || large(kind, part.path(), decoded, head);
    if (kind == FileKind.DICOM) {
      dicom.add(part.path());
    }
  }

  /**
   * A scanned page is large, in one piece or cut into many; a logo or a letterhead is not. What is
   * small is looked through for text and for files that other programs find in it.
   */
  private boolean large(FileKind kind, String path, InputStream decoded, int head)
      throws IOException {
    long most = Math.min(Math.max(unreadMedia - mediaSeen, 0), Integer.MAX_VALUE - 16);
    int length = fill(decoded, head, (int) most);
    mediaSeen += length;
    if (length > most) {
      return true;
    }
    if (kind.media()) {
      text(path, Form.DATA, ReadableRuns.of(bytes, 0, length));
      return FileKind.hides(bytes, length);
    }
    return false;
  }

  /** Reads up to one byte more than the limit behind what is there. */
  private int fill(InputStream in, int have, int limit) throws IOException {
    int length = have;
    int n = 0;
    while (length <= limit && n >= 0) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      n = in.read(bytes, length, bytes.length - length);
      length += Math.max(n, 0);
    }
    return length;
  }

  private void fileName(MimePart part) {
    part.fileName().ifPresent(n -> text(part.path() + " file name", Form.FILE_NAME, n));
  }

  private void readText(MimePart part, InputStream decoded, int head) throws IOException {
    int limit = (int) Math.min(textLeft, Integer.MAX_VALUE - 16);
    int length = fill(decoded, head, limit);
    if (length > limit) {
      unread(part.path(), "more text than policy.maximum_text");
      blind = true;
      length = limit;
    }
    textLeft -= length;
    decode(part, length);
  }

  private void decode(MimePart part, int length) throws IOException {
    String charset = part.charset().orElse("");
    if (Charsets.guessed(charset, bytes, length)) {
      unread(part.path(), "unknown charset");
      blind = true;
    }
    List<String> readings = new ArrayList<>(Charsets.readings(bytes, length, charset));
    readings.forEach(text -> show(part, text));
    if (readings.stream().anyMatch(text -> text.contains("=ybegin "))) {
      // yEnc writes bytes that belong to no charset
      readings.add(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }
    // last: what is unpacked is read into the same buffer
    for (String text : readings) {
      unpack(part.path(), EncodedText.in(text));
    }
  }

  private void unpack(String path, EncodedText.Found found) throws IOException {
    if (found.sealed()) {
      protectedBy = Optional.of("openpgp");
    }
    if (!found.text().isEmpty()) {
      text(path, Form.DATA, found.text());
    }
    boolean tooDeep = unpacked == DEEPEST_ENCODING && !found.files().isEmpty();
    if (found.opaque() || tooDeep) {
      unread(path, "encoded content in text");
      blind = true;
    }
    unpacked++;
    for (int i = 0; !tooDeep && i < found.files().size(); i++) {
      MimePart file =
          new MimePart(path + " encoded " + (i + 1), UNTYPED, Map.of(), Optional.empty(), "");
      body(file, new ByteArrayInputStream(found.files().get(i)));
    }
    unpacked--;
  }

  private void show(MimePart part, String text) {
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
