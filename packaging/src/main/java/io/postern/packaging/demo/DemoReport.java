package io.postern.packaging.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the demo found, as a table for people or one object for scripts.
 *
 * @param leaks places where the content of a secret message was found in clear
 * @param seconds from the first submission to the last delivery
 */
public record DemoReport(List<DemoRow> rows, List<String> leaks, double seconds) {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("message", DemoRow::message),
          new Column("recipient", DemoRow::recipient),
          new Column("verdict", DemoRow::verdict),
          new Column("rule", DemoRow::rule),
          new Column("protection", DemoRow::protection),
          new Column("tls", DemoRow::tls),
          new Column("outcome", DemoRow::outcome),
          new Column("evidence", row -> (row.good() ? "ok: " : "WRONG: ") + row.evidence()));

  private record Column(String title, Function<DemoRow, String> value) {}

  public DemoReport {
    rows = List.copyOf(rows);
    leaks = List.copyOf(leaks);
  }

  /** Every recipient got what the policy demands, and nothing of it was seen in clear. */
  public boolean good() {
    return leaks.isEmpty() && !rows.isEmpty() && rows.stream().allMatch(DemoRow::good);
  }

  /** The table with what is worth saying below it. */
  public String text() {
    StringBuilder out = new StringBuilder();
    int[] widths = COLUMNS.stream().mapToInt(this::width).toArray();
    line(out, widths, COLUMNS.stream().map(Column::title).toList());
    String previous = "";
    for (DemoRow row : rows) {
      boolean same = row.message().equals(previous);
      previous = row.message();
      List<String> cells =
          new ArrayList<>(COLUMNS.stream().map(c -> c.value().apply(row)).toList());
      if (same) {
        cells.set(0, "");
      }
      line(out, widths, cells);
    }
    conclusion(out);
    return out.toString();
  }

  private int width(Column column) {
    return Stream.concat(Stream.of(column.title()), rows.stream().map(column.value()))
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private static void line(StringBuilder out, int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private void conclusion(StringBuilder out) {
    out.append("\nPortal items, to be opened in a browser while the demo runs with --keep:\n");
    rows.forEach(row ->
        row.link()
            .ifPresent(link ->
                out.append("  ").append(row.recipient()).append("  ").append(link).append('\n')));
    out.append('\n');
    leaks.forEach(leak -> out.append("LEAK: ").append(leak).append('\n'));
    long wrong = rows.stream().filter(row -> !row.good()).count();
    out.append(
        "%d recipients, %d wrong, %d leaks, %.1f s: %s%n"
            .formatted(
                rows.size(),
                wrong,
                leaks.size(),
                seconds,
                good()
                    ? "every recipient got what the policy demands"
                    : "NOT as the policy demands"));
  }

  /** The same as maps and lists, keys in snake_case. */
  public Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("good", good());
    object.put("seconds", Math.round(seconds * 10) / 10.0);
    object.put("leaks", leaks);
    object.put("recipients", rows.stream().map(DemoReport::json).toList());
    return object;
  }

  private static Map<String, Object> json(DemoRow row) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("message", row.message());
    object.put("id", row.id());
    object.put("recipient", row.recipient());
    object.put("verdict", row.verdict());
    object.put("rule", row.rule());
    object.put("expected", row.expected());
    object.put("protection", row.protection());
    object.put("fell_back", row.fellBack());
    object.put("tls", row.tls());
    object.put("outcome", row.outcome());
    object.put("good", row.good());
    object.put("evidence", row.evidence());
    row.link().ifPresent(link -> object.put("portal_link", link));
    return object;
  }
}
