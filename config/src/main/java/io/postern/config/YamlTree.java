package io.postern.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a YAML 1.2 file into nodes that know their line and column. Only what a configuration needs
 * is taken: one document in UTF-8, no anchors, aliases, tags or duplicate keys, bounded in size,
 * depth and count. Thread-safe.
 */
public final class YamlTree {
  static final int MAXIMUM_BYTES = 1 << 20;
  private static final int MAXIMUM_LINE = 64 << 10;

  private YamlTree() {}

  /** The root of the file, or empty where it cannot be read or parsed and a problem was added. */
  public static Optional<YamlNode> read(Path file, Problems problems) {
    return text(file, problems).flatMap(text -> parse(file.toString(), text, problems));
  }

  /** The text of the file, or empty where it cannot be read and a problem was added. */
  public static Optional<String> text(Path file, Problems problems) {
    Location start = new Location(file.toString(), 1, 1);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        problems.add(start, "", "too large: a file has at most " + new DataSize(MAXIMUM_BYTES));
        return Optional.empty();
      }
      return decoded(file.toString(), bytes, problems);
    } catch (NoSuchFileException e) {
      problems.add(start, "", "no such file");
    } catch (AccessDeniedException e) {
      problems.add(start, "", "this user may not read it");
    } catch (IOException e) {
      problems.add(start, "", "cannot be read");
    }
    return Optional.empty();
  }

  /** The root of the text, or empty where it cannot be parsed and a problem was added. */
  public static Optional<YamlNode> parse(String file, String text, Problems problems) {
    int line = longLine(text);
    if (line > 0) {
      String message = "a line of more than " + MAXIMUM_LINE + " characters";
      problems.add(new Location(file, line, 1), "", message);
      return Optional.empty();
    }
    return new YamlComposer(file, text, problems).compose();
  }

  /** The number of the first line that is too long for the parser to be quick; else none. */
  private static int longLine(String text) {
    int number = 1;
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (end - start > MAXIMUM_LINE) {
        return number;
      }
      start = end + 1;
      number++;
    }
    return text.length() - start > MAXIMUM_LINE ? number : 0;
  }

  private static Optional<String> decoded(String file, byte[] bytes, Problems problems) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
    String read = text.flip().toString();
    if (result.isError()) {
      problems.add(endOf(file, read), "", "not UTF-8");
      return Optional.empty();
    }
    return Optional.of(read);
  }

  /** The place right after the given beginning of a file. */
  static Location endOf(String file, String beginning) {
    int lines = (int) beginning.chars().filter(c -> c == '\n').count();
    int lineStart = beginning.lastIndexOf('\n') + 1;
    return new Location(
        file, lines + 1, beginning.codePointCount(lineStart, beginning.length()) + 1);
  }
}
