package io.postern.policy.list;

import io.postern.config.Cidr;
import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.policy.condition.Wildcard;
import io.postern.policy.language.ListSpec.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one list and tells every line that is wrong. Used once. */
final class ListReader {
  /** More lines than any organisation has partners, and still read in a second. */
  private static final int MOST_LINES = 2_000_000;

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

  /** The entries, or empty where the file cannot be read and a problem was added. */
  Optional<Entries> read() {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (number > MOST_LINES) {
          return wrong(number, "more than " + MOST_LINES + " lines");
        }
        add(line, number);
      }
      return Optional.of(
          kind == Kind.NETWORKS ? Entries.Ranges.of(networks) : Entries.Spelt.of(names));
    } catch (NoSuchFileException e) {
      return wrong(1, "no such file");
    } catch (CharacterCodingException e) {
      return wrong(1, "not UTF-8");
    } catch (IOException e) {
      return wrong(1, "cannot be read");
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
    if (text.indexOf('@') < 0 || text.indexOf('*') >= 0 || text.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("not an address: write user@example.org or @example.org");
    }
    return Wildcard.ofAddress(text.startsWith("@") ? "*" + text : text);
  }

  private static Wildcard domain(String text) {
    if (text.indexOf('@') >= 0 || text.indexOf('*') >= 0 || text.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("not a domain: write example.org or .example.org");
    }
    return Wildcard.ofAddress(text.startsWith(".") ? "*" + text : text);
  }

  private Optional<Entries> wrong(int line, String message) {
    problems.add(new Location(file.toString(), line, 1), "", message);
    return Optional.empty();
  }
}
