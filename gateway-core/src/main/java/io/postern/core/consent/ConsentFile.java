package io.postern.core.consent;

import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.core.consent.ConsentRegister.Entry;
import io.postern.core.consent.CsvReader.Field;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Consents in CSV, as another system exports them: a first line that names the columns, then one
 * consent a line. Used once.
 */
public final class ConsentFile {
  /** Larger than any organisation's register, and still read at once. */
  private static final long LARGEST = 64L << 20;

  private static final List<String> NEEDED = List.of("address", "scope", "warning", "date");
  private static final Set<String> KNOWN =
      Set.of("address", "scope", "warning", "date", "expires", "withdrawn");

  /** What spreadsheets write in countries whose numbers have a decimal comma. */
  private static final Pattern OTHER_SEPARATOR = Pattern.compile("[;\t|]");

  private final Path file;
  private final ZonedDateTime now;
  private final Problems problems;
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<List<Object>, Integer> seen = new HashMap<>();

  private ConsentFile(Path file, ZonedDateTime now, Problems problems) {
    this.file = file;
    this.now = now;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param now what lies on a later day was not said yet; the day is that of its zone
   * @param problems gets everything that is wrong
   * @return the consents by the line that each stands on; good only if there were no problems
   */
  public static Map<Integer, Entry> read(Path file, ZonedDateTime now, Problems problems) {
    return new ConsentFile(file, now, problems).read();
  }

  /** The moment at which a day begins: days are those of UTC. */
  public static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Map<Integer, Entry> read() {
    return text().map(this::read).orElse(Map.of());
  }

  private Map<Integer, Entry> read(String text) {
    Map<Integer, Entry> entries = new LinkedHashMap<>();
    List<List<Field>> rows = new CsvReader(text).rows();
    if (rows.isEmpty()) {
      wrong(1, 1, "", "no line that names the columns: " + String.join(",", NEEDED));
    } else if (header(rows.getFirst())) {
      for (List<Field> row : rows.subList(1, rows.size())) {
        entry(row).ifPresent(e -> entries.put(row.getFirst().line(), e));
      }
    }
    return entries;
  }

  private Optional<String> text() {
    try {
      if (Files.size(file) <= LARGEST) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
      }
      wrong(1, 1, "", "larger than " + (LARGEST >> 20) + " MiB: import it in parts");
    } catch (CharacterCodingException e) {
      wrong(1, 1, "", "not UTF-8");
    } catch (IOException e) {
      wrong(1, 1, "", "cannot be read");
    }
    return Optional.empty();
  }

  private boolean header(List<Field> row) {
    if (row.size() == 1 && OTHER_SEPARATOR.matcher(row.getFirst().text()).find()) {
      wrong(row.getFirst(), "", "columns are separated by ','");
      return false;
    }
    boolean good = true;
    for (int i = 0; i < row.size(); i++) {
      String name = row.get(i).text().toLowerCase(Locale.ROOT);
      boolean known = KNOWN.contains(name);
      if (!known || columns.put(name, i) != null) {
        wrong(row.get(i), "", known ? "named twice" : "no such column; there are " + sorted());
        good = false;
      }
    }
    for (String needed : NEEDED) {
      if (!columns.containsKey(needed)) {
        wrong(row.getFirst(), needed, "this column is needed");
        good = false;
      }
    }
    return good;
  }

  private static String sorted() {
    return KNOWN.stream().sorted().collect(Collectors.joining(", "));
  }

  private Optional<Entry> entry(List<Field> row) {
    if (row.size() > columns.size()) {
      wrong(row.get(columns.size()), "", "more fields than columns");
      return Optional.empty();
    }
    @Nullable String address = needed(row, "address", Consent::addressOf);
    @Nullable String scope = needed(row, "scope", Consent::scopeOf);
    @Nullable String warning = needed(row, "warning", Consent::warningOf);
    @Nullable Instant given = needed(row, "date", this::past);
    Read<Instant> expires = optional(row, "expires", text -> start(day(text)));
    Read<Instant> withdrawn = optional(row, "withdrawn", this::past);
    boolean good = expires.good() && withdrawn.good();
    if (address == null || scope == null || warning == null || given == null || !good) {
      return Optional.empty();
    }
    return entry(row, address, scope, warning, given, expires.value(), withdrawn.value());
  }

  private Optional<Entry> entry(
      List<Field> row,
      String address,
      String scope,
      String warning,
      Instant given,
      Optional<Instant> expires,
      Optional<Instant> withdrawn) {
    if (withdrawn.filter(w -> w.isBefore(given)).isPresent()) {
      wrong(field(row, "withdrawn").orElseThrow(), "withdrawn", "before it was given");
      return Optional.empty();
    }
    @Nullable Integer before =
        seen.putIfAbsent(List.of(address, scope, given), row.getFirst().line());
    if (before != null) {
      wrong(row.getFirst(), "", "address, scope and date as in line " + before);
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Entry(
              new Consent(address, scope, given, warning, expires), withdrawn.map(this::said)));
    } catch (IllegalArgumentException e) {
      wrong(field(row, "expires").orElse(row.getFirst()), "", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * An optional field.
   *
   * @param good false where something stands there that is wrong
   */
  private record Read<T>(Optional<T> value, boolean good) {}

  private <T> Read<T> optional(List<Field> row, String column, Function<String, T> parse) {
    Optional<Field> field = field(row, column).filter(f -> !f.text().isEmpty());
    Optional<T> value = field.flatMap(f -> parsed(f, column, parse));
    return new Read<>(value, field.isEmpty() || value.isPresent());
  }

  private <T> @Nullable T needed(List<Field> row, String column, Function<String, T> parse) {
    Optional<Field> field = field(row, column).filter(f -> !f.text().isEmpty());
    if (field.isEmpty()) {
      wrong(field(row, column).orElse(row.getLast()), column, "is empty");
      return null;
    }
    return parsed(field.get(), column, parse).orElse(null);
  }

  private <T> Optional<T> parsed(Field field, String column, Function<String, T> parse) {
    try {
      return Optional.of(parse.apply(field.text()));
    } catch (IllegalArgumentException e) {
      wrong(field, column, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Field> field(List<Field> row, String column) {
    @Nullable Integer position = columns.get(column);
    return position == null || position >= row.size()
        ? Optional.empty()
        : Optional.of(row.get(position));
  }

  /** East of UTC today may begin later than now; a withdrawal counts from now on at the latest. */
  private Instant said(Instant day) {
    return day.isAfter(now.toInstant()) ? now.toInstant() : day;
  }

  private Instant past(String text) {
    LocalDate day = day(text);
    if (day.isAfter(now.toLocalDate())) {
      throw new IllegalArgumentException("lies in the future");
    }
    return start(day);
  }

  /**
   * @throws IllegalArgumentException where it is no date
   */
  public static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("a date is needed, as in 2026-03-31", e);
    }
  }

  private void wrong(Field field, String path, String message) {
    wrong(field.line(), field.column(), path, message);
  }

  private void wrong(int line, int column, String path, String message) {
    problems.add(new Location(file.toString(), line, column), path, message);
  }
}
