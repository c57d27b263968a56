package io.postern.outbound.client;

import io.postern.core.model.Deferral;
import io.postern.core.model.EnhancedCode;
import io.postern.core.model.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What temporary replies mean beyond their class, as {@code provider-replies.tsv} says: most large
 * providers ask for less mail in words of their own. Immutable.
 */
final class ProviderReplies {
  static final ProviderReplies KNOWN = read("provider-replies.tsv");

  /** Longer text is not looked at, so that no host makes a pattern run for long. */
  private static final int MOST_TEXT = 1_000;

  private static final int COLUMNS = 6;

  private final List<Line> lines;

  private ProviderReplies(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * One line of the file.
   *
   * @param host the end of a host's name; empty for any
   * @param enhanced how the enhanced code begins; empty for any or none
   * @param source where that is written
   */
  record Line(
      String host, int code, String enhanced, Pattern text, Deferral meaning, String source) {
    boolean fits(String name, Reply reply, String said) {
      String given = reply.enhanced().map(EnhancedCode::toString).orElse("");
      boolean whole = enhanced.isEmpty() || given.equals(enhanced);
      // As in 4.7. and 4.7.5, which stands for 4.7.500 to 4.7.599.
      boolean begins = !enhanced.isEmpty() && given.startsWith(enhanced) && !exact();
      return code == reply.code()
          && name.endsWith(host)
          && (whole || begins)
          && text.matcher(said).find();
    }

    /** 4.2.2 is not the beginning of 4.2.20; for a provider's own 4.7.5 it is meant to be one. */
    private boolean exact() {
      return host.isEmpty() && !enhanced.endsWith(".");
    }
  }

  List<Line> lines() {
    return lines;
  }

  /**
   * What a temporary reply means.
   *
   * @param host the name of who gave it
   */
  Deferral meaning(String host, Reply reply) {
    String name = host.toLowerCase(Locale.ROOT);
    String all = String.join(" ", reply.lines());
    String said = all.length() > MOST_TEXT ? all.substring(0, MOST_TEXT) : all;
    return lines.stream()
        .filter(l -> l.fits(name, reply, said))
        .findFirst()
        .map(Line::meaning)
        .orElse(reply.code() == 421 ? Deferral.DESTINATION : Deferral.MESSAGE);
  }

  private static ProviderReplies read(String file) {
    try (InputStream in = ProviderReplies.class.getResourceAsStream(file)) {
      String text =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      return new ProviderReplies(
          text.lines().filter(l -> !l.startsWith("#")).map(ProviderReplies::line).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line line(String line) {
    List<String> cells = List.of(line.split("\t"));
    if (cells.size() != COLUMNS) {
      throw new IllegalStateException("not six columns: " + line);
    }
    return new Line(
        cells.get(0).equals("*") ? "" : cells.get(0),
        Integer.parseInt(cells.get(1)),
        any(cells.get(2)),
        Pattern.compile(any(cells.get(3)), Pattern.CASE_INSENSITIVE),
        Deferral.valueOf(cells.get(4).toUpperCase(Locale.ROOT)),
        cells.get(5));
  }

  private static String any(String cell) {
    return cell.equals("-") ? "" : cell;
  }
}
