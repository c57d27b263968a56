package io.postern.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Secrets in a file, one a line, the newest first: so that a new one can be taken before the old
 * one is given up. Lines that begin with {@code #} are comments; {@code # made:
 * 2026-11-20T08:00:00Z} says when the secret on the next line was made.
 */
public record SecretFile(List<Entry> entries) {
  /** What would be too little to guess against. */
  public static final int MINIMUM_LENGTH = 16;

  private static final int MAXIMUM_BYTES = 64 << 10;
  private static final int MAXIMUM_ENTRIES = 16;
  private static final String MADE = "# made:";

  /** Visible ASCII: a header field carries it unfolded and unencoded. */
  private static final Pattern VALUE = Pattern.compile("[!-~]{" + MINIMUM_LENGTH + ",200}");

  /**
   * @throws IllegalArgumentException where there is none, too many, or one twice
   */
  public SecretFile {
    entries = List.copyOf(entries);
    if (entries.isEmpty() || entries.size() > MAXIMUM_ENTRIES) {
      throw new IllegalArgumentException("1 to " + MAXIMUM_ENTRIES + " secrets are needed");
    }
    Set<Secret> different = new HashSet<>();
    entries.forEach(e -> different.add(e.value()));
    if (different.size() < entries.size()) {
      throw new IllegalArgumentException("one secret stands there twice");
    }
  }

  /**
   * One secret.
   *
   * @param made when it was made, where the file says so
   */
  public record Entry(Secret value, Optional<Instant> made) {}

  /**
   * Reads a file.
   *
   * @throws IOException where it cannot be read
   * @throws IllegalArgumentException where its content is of no use; never shows a value
   */
  public static SecretFile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        throw new IllegalArgumentException("more than " + MAXIMUM_BYTES + " bytes");
      }
      return parse(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads the text of a file.
   *
   * @throws IllegalArgumentException as {@link #read}
   */
  public static SecretFile parse(String text) {
    List<Entry> entries = new ArrayList<>();
    Optional<Instant> made = Optional.empty();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(MADE)) {
        made = Optional.of(instant(line.substring(MADE.length()).strip(), i + 1));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        entries.add(new Entry(secret(line, i + 1), made));
        made = Optional.empty();
      }
    }
    return new SecretFile(entries);
  }

  private static Secret secret(String line, int number) {
    if (!VALUE.matcher(line).matches()) {
      throw new IllegalArgumentException(
          "line " + number + ": 16 to 200 visible ASCII characters are needed");
    }
    return new Secret(line);
  }

  private static Instant instant(String text, int number) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "line " + number + ": a time is needed, as in 2026-11-20T08:00:00Z", e);
    }
  }

  /** The newest. */
  public Entry first() {
    return entries.getFirst();
  }

  /** As the file holds it. The one text of this class that shows the secrets. */
  public String reveal() {
    StringBuilder text =
        new StringBuilder("# One secret a line. The provider's rule sets the first.\n");
    for (Entry entry : entries) {
      entry.made().ifPresent(m -> text.append(MADE).append(' ').append(m).append('\n'));
      text.append(entry.value().reveal()).append('\n');
    }
    return text.toString();
  }
}
