package io.postern.inbound.upstream;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message's header as far as it says who sent it. Identity is read strictly: what another reader
 * might take for another field, or another value, counts as forged. Indexed in one pass, and only
 * when somebody asks. For one thread.
 *
 * <p>Standards: RFC 5322 2.2 (fields), 4.5 (obsolete forms, none of which identifies anybody).
 */
final class IdentityHeader {
  /** What a field by which somebody is identified says. */
  sealed interface Value {
    /** There is exactly one, on one line. */
    record One(String text) implements Value {}

    record Missing() implements Value {}

    /** There is more than one. */
    record Doubled() implements Value {}

    /** Folded, with a space before the colon, behind a bare LF, or otherwise oddly written. */
    record Odd() implements Value {}
  }

  /** No space inside, no comment, no encoded word, nothing but printable ASCII. */
  private static final Pattern TOKEN = Pattern.compile("[!-'*-~]+");

  private static final String ENCODED_WORD = "=?";

  /**
   * @param clean whether it begins and ends where every reader says it does
   */
  private record Entry(Field field, boolean clean) {}

  private final HeaderBlock block;
  private @Nullable Map<String, List<Entry>> index;

  IdentityHeader(HeaderBlock block) {
    this.block = block;
  }

  /** The value of a field that holds one word. */
  Value token(String name) {
    return switch (line(name)) {
      case Value.One(String text)
          when !TOKEN.matcher(text).matches() || text.contains(ENCODED_WORD) ->
          new Value.Odd();
      case Value value -> value;
    };
  }

  /** The value of a field that may be folded, by CRLF alone. */
  Value text(String name) {
    List<Entry> entries = entries(name);
    if (entries.size() != 1) {
      return entries.isEmpty() ? new Value.Missing() : new Value.Doubled();
    }
    Entry entry = entries.getFirst();
    boolean plain = entry.clean() && isNamedPlainly(entry.field());
    return plain ? new Value.One(entry.field().value()) : new Value.Odd();
  }

  private Value line(String name) {
    Value value = text(name);
    boolean folded = value instanceof Value.One && isFolded(entries(name).getFirst().field());
    return folded ? new Value.Odd() : value;
  }

  private List<Entry> entries(String name) {
    return index().getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  private Map<String, List<Entry>> index() {
    Map<String, List<Entry>> known = index;
    if (known == null) {
      known = read();
      index = known;
    }
    return known;
  }

  private Map<String, List<Entry>> read() {
    Map<String, List<Entry>> all = new HashMap<>();
    boolean before = true;
    for (Field field : block.fields()) {
      boolean whole = endsLinesWithCrlf(field.raw());
      all.computeIfAbsent(nameOf(field), n -> new ArrayList<>(1))
          .add(new Entry(field, before && whole));
      before = whole;
    }
    return all;
  }

  /**
   * A malformed line is filed under the name that a reader who skips what is not printable would
   * see: a field hidden by a control character is one too many.
   */
  private static String nameOf(Field field) {
    if (!field.name().isEmpty()) {
      return field.name().toLowerCase(Locale.ROOT);
    }
    StringBuilder name = new StringBuilder(64);
    for (byte b : field.raw()) {
      if (b == ':') {
        break;
      }
      if (b > ' ' && b < 127) {
        name.append((char) b);
      }
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isNamedPlainly(Field field) {
    int length = field.name().length();
    return length > 0 && field.raw()[length] == ':';
  }

  private static boolean isFolded(Field field) {
    return new String(field.raw(), StandardCharsets.ISO_8859_1).indexOf('\n')
        < field.raw().length - 1;
  }

  private static boolean endsLinesWithCrlf(byte[] raw) {
    for (int i = 0; i < raw.length; i++) {
      boolean alone =
          switch (raw[i]) {
            case '\r' -> i + 1 == raw.length || raw[i + 1] != '\n';
            case '\n' -> i == 0 || raw[i - 1] != '\r';
            default -> false;
          };
      if (alone) {
        return false;
      }
    }
    return raw.length > 0 && raw[raw.length - 1] == '\n';
  }
}
