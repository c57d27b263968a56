package io.postern.core.mime;

import io.postern.core.mime.Ambiguity.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.DefaultFieldBuilder;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RecursionMode;
import org.apache.james.mime4j.util.MimeUtil;

/**
 * Walks through a message of any size in one pass, with memory bounded by the limits, and shows its
 * entities to a visitor. Never throws because of what the message holds.
 */
public final class MimeReader {
  private static final int STRAY_LIMIT = 64 * 1024;

  private final DelimiterWatch delimiters;
  private final MimeTokenStream stream;
  private final MimeLimits limits;
  private final PartVisitor visitor;
  private final Deque<Entity> open = new ArrayDeque<>();
  private final Map<String, Set<Kind>> told = new HashMap<>();
  private int entities;

  /** As {@link System#nanoTime}. */
  private final long begun = System.nanoTime();

  private MimeReader(DelimiterWatch delimiters, MimeLimits limits, PartVisitor visitor) {
    this.delimiters = delimiters;
    this.limits = limits;
    this.visitor = visitor;
    this.stream =
        new MimeTokenStream(
            config(limits), new Monitor(), new RawFields(limits.headerBytes()), null);
    stream.setRecursionMode(RecursionMode.M_RECURSE);
  }

  /**
   * Shows the whole message to the visitor.
   *
   * @throws IOException where the stream or the visitor fails; never because of the content
   */
  public static void read(InputStream in, MimeLimits limits, PartVisitor visitor)
      throws IOException {
    new MimeReader(new DelimiterWatch(in), limits, visitor).run();
  }

  /** An entity that has begun and not ended. */
  private static final class Entity {
    final String path;
    final boolean message;
    EntityHeader header;
    MimePart part;
    int children;

    Entity(String path, boolean message, EntityHeader header) {
      this.path = path;
      this.message = message;
      this.header = header;
      this.part = header.part(path);
    }
  }

  private static MimeConfig config(MimeLimits limits) {
    return new MimeConfig.Builder()
        .setMaxLineLen(-1)
        .setMaxHeaderCount(-1)
        .setMaxHeaderLen(limits.headerBytes())
        .setMaxContentLen(-1)
        .setStrictParsing(false)
        .setMalformedHeaderStartsBody(false)
        .build();
  }

  private void run() throws IOException {
    try {
      stream.parse(delimiters);
      EntityState state = stream.getState();
      while (state != EntityState.T_END_OF_STREAM && inTime() && take(state)) {
        state = stream.next();
      }
      if (state == EntityState.T_END_OF_STREAM && delimiters.almost()) {
        tell(Kind.ALMOST_A_BOUNDARY);
      }
    } catch (MimeException e) {
      tell(Kind.UNREADABLE);
    }
  }

  private boolean inTime() {
    boolean over = System.nanoTime() - begun > limits.time().toNanos();
    if (over) {
      tell(Kind.TOO_SLOW);
    }
    return !over;
  }

  private boolean take(EntityState state) throws IOException {
    switch (state) {
      case T_START_MESSAGE -> {
        return startMessage();
      }
      case T_START_BODYPART -> {
        return startPart();
      }
      case T_START_MULTIPART -> {
        return startMultipart();
      }
      case T_FIELD -> field(stream.getField());
      case T_END_HEADER -> endHeader();
      case T_BODY -> body();
      case T_PREAMBLE -> stray("preamble");
      case T_EPILOGUE -> stray("epilogue");
      case T_END_MESSAGE, T_END_BODYPART -> open.pop();
      case T_RAW_ENTITY, T_START_HEADER, T_END_MULTIPART, T_END_OF_STREAM -> {}
    }
    return true;
  }

  private void body() throws IOException {
    if (!MimeUtil.isBase64Encoding(stream.getBodyDescriptor().getTransferEncoding())) {
      visitor.body(leaf(), stream.getDecodedInputStream());
      return;
    }
    PaddingWatch raw = new PaddingWatch(stream.getInputStream());
    visitor.body(leaf(), new Base64InputStream(raw, new Monitor()));
    // the decoder stops at the padding, and so does not see what another reader decodes behind it
    raw.transferTo(OutputStream.nullOutputStream());
    if (raw.dataAfterPadding()) {
      tell(Kind.UNDECODABLE_BASE64);
    }
  }

  private boolean startMessage() {
    String path = open.isEmpty() ? "" : leaf().path();
    if (!open.isEmpty()) {
      visitor.message(leaf());
    }
    return push(path, true);
  }

  private boolean startPart() {
    Entity parent = open.element();
    parent.children++;
    String path = parent.path.isEmpty() ? "" : parent.path + ".";
    return push(path + parent.children, false);
  }

  private boolean startMultipart() {
    Entity entity = open.element();
    visitor.multipart(entity.part);
    String boundary = entity.part.parameters().getOrDefault("boundary", "");
    delimiters.declare(boundary);
    for (Entity outer : open) {
      String other = outer.part.parameters().getOrDefault("boundary", "");
      boolean clash = other.startsWith(boundary) || boundary.startsWith(other);
      if (outer != entity && !other.isEmpty() && !boundary.isEmpty() && clash) {
        tell(Kind.CLASHING_BOUNDARY);
      }
    }
    return true;
  }

  private boolean push(String path, boolean message) {
    open.push(new Entity(path, message, new EntityHeader(kind -> tell(path, kind))));
    entities++;
    if (open.size() > limits.depth()) {
      tell(Kind.TOO_DEEP);
      return false;
    }
    if (entities > limits.parts()) {
      tell(Kind.TOO_MANY_PARTS);
      return false;
    }
    return true;
  }

  private void field(Field field) {
    Entity entity = open.element();
    String name = field.getName().strip().toLowerCase(Locale.ROOT);
    String value = FieldText.raw(field);
    entity.header.add(name, value, field);
    visitor.field(entity.path, new MimeField(name, EncodedWords.decode(value)));
  }

  private void endHeader() {
    Entity entity = open.element();
    entity.header.finish();
    entity.part = entity.header.part(entity.path);
  }

  /** The body of a message is its part 1 (RFC 9051 6.4.5). */
  private MimePart leaf() {
    Entity entity = open.element();
    MimePart p = entity.part;
    if (!entity.message) {
      return p;
    }
    String path = entity.path.isEmpty() ? "1" : entity.path + ".1";
    return new MimePart(path, p.type(), p.parameters(), p.fileName(), p.disposition());
  }

  /** Text that no reader should show, and some do. */
  private void stray(String where) throws IOException {
    byte[] bytes = stream.getInputStream().readNBytes(STRAY_LIMIT);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.isBlank()) {
      return;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    boolean parts = lower.contains("content-t") || bytes.length == STRAY_LIMIT;
    tell(parts ? Kind.PARTS_OUTSIDE_PARTS : Kind.TEXT_OUTSIDE_PARTS);
    MimePart part = open.element().part.outside(where);
    visitor.body(part, new java.io.ByteArrayInputStream(bytes));
  }

  private void tell(Kind kind) {
    tell(open.isEmpty() ? "" : open.element().path, kind);
  }

  private void tell(String path, Kind kind) {
    if (told.computeIfAbsent(path, p -> EnumSet.noneOf(Kind.class)).add(kind)) {
      visitor.ambiguity(new Ambiguity(path, kind));
    }
  }

  /** Sees a field's octets also where the parser then drops them. */
  private final class RawFields extends DefaultFieldBuilder {
    RawFields(int maximum) {
      super(maximum);
    }

    @Override
    public RawField build() throws MimeException {
      if (!open.isEmpty()) {
        open.element().header.raw(getRaw().toByteArray());
      }
      return super.build();
    }
  }

  /** What mime4j notices while it goes on. */
  private final class Monitor extends DecodeMonitor {
    @Override
    public boolean warn(String error, String action) {
      String text = error.toLowerCase(Locale.ROOT);
      if (text.contains("base64")) {
        tell(Kind.UNDECODABLE_BASE64);
      } else if (text.contains("premature end of body") || text.contains("body part ended")) {
        tell(Kind.MISSING_END_BOUNDARY);
      } else if (text.contains("unexpected end of headers")) {
        tell(Kind.HEADER_CUT_SHORT);
      } else if (text.contains("invalid header") && !open.isEmpty()) {
        open.element().header.brokenLine();
      }
      return false;
    }

    @Override
    public boolean isListening() {
      return true;
    }
  }
}
