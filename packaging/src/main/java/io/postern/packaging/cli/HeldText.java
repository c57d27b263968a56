package io.postern.packaging.cli;

import io.postern.core.model.HoldTerms;
import io.postern.core.model.Protection;
import io.postern.core.store.QueueAdminStore.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Held deliveries as people and scripts read them. */
final class HeldText {
  private HeldText() {}

  static Map<String, Object> object(Row row) {
    Map<String, Object> object = QueueText.object(row);
    object.put("hold_until", row.holdUntil().map(Instant::toString));
    object.put("then", then(row));
    object.put("released_by", row.discretion().terms().releasers());
    object.put("allowed", labels(row.discretion().allowed()));
    return object;
  }

  static String table(List<Row> rows) {
    Table table =
        new Table(
            "MESSAGE",
            "N",
            "QUEUE",
            "FROM",
            "RECIPIENTS",
            "RECEIVED",
            "UNTIL",
            "THEN",
            "RELEASED BY");
    for (Row r : rows) {
      table.row(
          r.message().value(),
          Integer.toString(r.number()),
          queue(r),
          r.readable() ? r.from() : QueueText.UNREADABLE,
          String.join(",", r.recipients()),
          r.receivedAt().toString(),
          r.holdUntil().map(Instant::toString).orElse("-"),
          then(r),
          releasers(r));
    }
    return table.toString();
  }

  /** Paragraphs, each ended by an empty line. */
  static String terms(List<Row> rows) {
    return rows.stream().map(HeldText::terms).collect(Collectors.joining());
  }

  private static String terms(Row row) {
    return row.readable() ? readable(row) : unreadable(row);
  }

  private static String unreadable(Row row) {
    return """
    delivery %d: what is stored of it cannot be read
      held in     %s
      goes on     never; refuse or drop it

    """
        .formatted(row.number(), queue(row));
  }

  private static String readable(Row row) {
    return """
    delivery %d to %s
      held in     %s
      until       %s
      goes on by  %s
      policy took %s
      released by %s

    """
        .formatted(
            row.number(),
            String.join(", ", row.recipients()),
            queue(row),
            row.holdUntil().map(u -> u + ", then " + then(row)).orElse("a person decides"),
            row.protections().isEmpty() ? "whatever is named" : String.join(" ", row.protections()),
            row.discretion().allowed().isEmpty()
                ? "whatever protects"
                : String.join(", ", labels(row.discretion().allowed())),
            releasers(row));
  }

  private static String queue(Row row) {
    return row.holdQueue().orElse("-");
  }

  private static String then(Row row) {
    HoldTerms.End end = row.discretion().terms().end();
    return row.holdUntil().isEmpty() ? "-" : end.name().toLowerCase(Locale.ROOT);
  }

  private static String releasers(Row row) {
    List<String> releasers = row.discretion().terms().releasers();
    return releasers.isEmpty() ? "any operator" : String.join(",", releasers);
  }

  private static List<String> labels(List<Protection> protections) {
    return protections.stream().map(Protection::label).toList();
  }
}
