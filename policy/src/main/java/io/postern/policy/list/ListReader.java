package io.postern.policy.list;

import io.postern.config.Cidr;
import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.policy.condition.NameForm;
import io.postern.policy.condition.Wildcard;
import io.postern.policy.language.ListSpec.Kind;
import io.postern.policy.list.Contents.Stamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads one list and tells every line that is wrong. Used once. */
final class ListReader {
  /** More lines than any organisation has partners, and still read in a second. */
  private static final int MOST_LINES = 2_000_000;

  private static final int MOST_BYTES = 128 << 20;

  /** What some editors begin a file of UTF-8 with (RFC 3629 6). */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final Path file;
  private final Kind kind;
  private final Problems problems;
  private final List<Wildcard> names = new ArrayList<>();
  private final List<Cidr> networks = new ArrayList<>();

  ListReader(Path file, Kind kind, Problems problems) {
    this.file = file;
    this.kind = kind;
    this.problems = problems;
  }

  /**
   * What it holds, good only if no problem was added; empty where it cannot be read and one was.
   *
   * @param stamp of the file before it is read, so that what is written meanwhile is seen later
   */
  Optional<Contents> read(Stamp stamp) {
    try {
      String text = text();
      lines(text);
      Entries entries =
          kind == Kind.NETWORKS ? Entries.Ranges.of(networks) : Entries.Spelt.of(names);
      return Optional.of(Contents.of(entries, text, stamp));
    } catch (CharacterCodingException e) {
      wrong(1, "not UTF-8");
    } catch (IOException e) {
      wrong(1, "cannot be read");
    }
    return Optional.empty();
  }

  private String text() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        wrong(1, "more than " + (MOST_BYTES >> 20) + " MiB");
        return "";
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
  }

  private void lines(String text) {
    Iterator<String> lines = text.lines().iterator();
    for (int number = 1; lines.hasNext(); number++) {
      if (number > MOST_LINES) {
        wrong(number, "more than " + MOST_LINES + " lines");
        return;
      }
      add(lines.next(), number);
    }
  }

  private void add(String line, int number) {
    int comment = line.indexOf('#');
    String text = (comment < 0 ? line : line.substring(0, comment)).strip();
    if (text.isEmpty()) {
      return;
    }
    try {
      switch (kind) {
        case ADDRESSES -> names.add(address(text));
        case DOMAINS -> names.add(domain(text));
        case NETWORKS -> networks.add(Cidr.parse(text));
      }
    } catch (IllegalArgumentException e) {
      wrong(number, String.valueOf(e.getMessage()));
    }
  }

  private static Wildcard address(String text) {
    withoutStar(text);
    return NameForm.address(text.startsWith("@") ? "*" + text : text);
  }

  private static Wildcard domain(String text) {
    withoutStar(text);
    return NameForm.domain(text.startsWith(".") ? "*" + text : text);
  }

  private static void withoutStar(String text) {
    if (text.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "no wildcards in lists: write @example.org or .example.org");
    }
  }

  private void wrong(int line, String message) {
    problems.add(new Location(file.toString(), line, 1), "", message);
  }
}
