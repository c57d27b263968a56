package io.postern.bench.corpus;

import io.postern.core.port.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A message whose label is known.
 *
 * @param label {@code phi}, {@code identifier_only}, {@code health_only} or {@code none}
 * @param carrier what holds the content: {@code none} for the body, else the kind of attachment
 * @param form the kind of message
 * @param identifiers names of identifiers, joined by {@code +}
 */
record Labelled(
    String file,
    String label,
    String carrier,
    String form,
    String identifiers,
    String evasion,
    byte[] bytes)
    implements Content {

  /**
   * Reads a directory with {@code labels.csv}: a header line with at least the columns file, label,
   * attachment, form, identifiers and evasion, and no commas within values.
   */
  static List<Labelled> read(Path directory) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("labels.csv"));
    String[] columns = lines.getFirst().split(",", -1);
    List<Labelled> all = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      Map<String, String> row = new HashMap<>();
      String[] values = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      for (int i = 0; i < Math.min(values.length, columns.length); i++) {
        row.put(columns[i], values[i]);
      }
      all.add(of(row, directory));
    }
    return all;
  }

  private static Labelled of(Map<String, String> row, Path directory) throws IOException {
    String file = row.getOrDefault("file", "");
    return new Labelled(
        file,
        row.getOrDefault("label", ""),
        row.getOrDefault("attachment", ""),
        row.getOrDefault("form", ""),
        row.getOrDefault("identifiers", ""),
        row.getOrDefault("evasion", ""),
        Files.readAllBytes(directory.resolve(file)));
  }

  Half half() {
    return Half.of(file, form);
  }

  boolean phi() {
    return label.equals("phi");
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }
}
