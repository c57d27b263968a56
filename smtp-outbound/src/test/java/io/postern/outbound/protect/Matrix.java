package io.postern.outbound.protect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Which judge opened which messages. */
final class Matrix {
  private final Map<Letter.Row, Integer> messages = new LinkedHashMap<>();
  private final Map<String, Map<Letter.Row, List<Judge.Opened>>> columns = new LinkedHashMap<>();

  private Matrix() {}

  /** Has every judge open every message; the judges work beside each other. */
  static Matrix of(List<? extends Judge> judges, List<Letter> letters) {
    Matrix matrix = new Matrix();
    letters.forEach(letter -> matrix.messages.merge(letter.row(), 1, Integer::sum));
    List<CompletableFuture<List<Judge.Opened>>> running =
        judges.stream()
            .map(judge -> CompletableFuture.supplyAsync(() -> openAll(judge, letters)))
            .toList();
    for (int i = 0; i < judges.size(); i++) {
      List<Judge.Opened> answers = running.get(i).join();
      Map<Letter.Row, List<Judge.Opened>> column = new LinkedHashMap<>();
      for (int j = 0; j < letters.size(); j++) {
        column.computeIfAbsent(letters.get(j).row(), row -> new ArrayList<>()).add(answers.get(j));
      }
      matrix.columns.put(judges.get(i).name(), column);
    }
    return matrix;
  }

  private static List<Judge.Opened> openAll(Judge judge, List<Letter> letters) {
    try {
      return judge.openAll(letters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells of each judge and row where not everything was opened, and verified where signed. */
  void incomplete(BiConsumer<String, Letter.Row> gap) {
    columns.forEach((judge, column) ->
        column.forEach((row, opened) -> {
          if (!opened.stream().allMatch(o -> o.complete(row))) {
            gap.accept(judge, row);
          }
        }));
  }

  /** A table in Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder("| recipient | signature | messages |");
    columns.keySet().forEach(judge -> text.append(' ').append(judge).append(" |"));
    text.append("\n|---|---|---|").append("---|".repeat(columns.size())).append('\n');
    messages.forEach((row, count) -> {
      text.append("| " + row.recipient() + " | " + row.signature() + " | " + count + " |");
      columns
          .values()
          .forEach(column ->
              text.append(' ').append(cell(column.getOrDefault(row, List.of()))).append(" |"));
      text.append('\n');
    });
    return text.toString();
  }

  private static String cell(List<Judge.Opened> opened) {
    return opened.stream()
        .collect(Collectors.groupingBy(o -> o, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(e -> e.getKey() + (e.getValue() == opened.size() ? "" : " (" + e.getValue() + ")"))
        .collect(Collectors.joining("; "));
  }
}
