package io.postern.config.reference;

import io.postern.config.Key;
import io.postern.config.Variant;
import java.util.List;
import java.util.Map;

/**
 * A file with every key: those that are given a value in force, all others commented out with their
 * default, each below what it means.
 */
public final class CommentedFile {
  private static final int WIDTH = 100;

  private final Map<String, String> values;
  private final StringBuilder out = new StringBuilder();

  private CommentedFile(Map<String, String> values) {
    this.values = values;
  }

  /**
   * The file's text.
   *
   * @param values YAML scalars by path, as in {@code listeners[0].address}; lists of sections have
   *     at most one item, those of several kinds none
   */
  public static String of(Class<?> root, Map<String, String> values) {
    CommentedFile file = new CommentedFile(values);
    file.out.append(
        """
        # Postern's configuration. A '#' with a key right behind it is a key with its default, or with
        # an example where it has none: remove that '#' to set it. A section needs its own line too.
        # "postern check" finds mistakes without starting anything.
        """);
    file.keys(Key.of(root), "", "", true);
    return file.out.toString();
  }

  private void keys(List<Key> keys, String path, String indent, boolean top) {
    for (Key key : keys) {
      if (top) {
        out.append('\n');
      }
      comment(key, indent);
      String keyPath = path.isEmpty() ? key.name() : path + "." + key.name();
      if (key.nested().isPresent()) {
        section(key, keyPath, indent);
      } else {
        value(key, keyPath, indent);
      }
    }
  }

  private void section(Key key, String path, String indent) {
    Class<?> nested = key.nested().orElseThrow();
    String inner = indent + "  ";
    line(indent, isGiven(path), key.name() + ":");
    if (!key.list()) {
      keys(Key.of(nested), path, inner, false);
      return;
    }
    if (nested.isRecord()) {
      line(inner, isGiven(path + "[0]"), "-");
      keys(Key.of(nested), path + "[0]", inner + "  ", false);
    }
    for (Variant variant : Variant.of(nested)) {
      line(inner, false, "- " + Variant.KEY + ": " + variant.name());
      keys(Key.of(variant.record()), path + "[" + variant.name() + "]", inner + "  ", false);
    }
  }

  private boolean isGiven(String path) {
    return values.keySet().stream()
        .anyMatch(v -> v.startsWith(path + ".") || v.startsWith(path + "["));
  }

  private void value(Key key, String path, String indent) {
    String given = values.get(path);
    String shown = given != null ? given : key.fallback().orElse(key.example());
    line(indent, given != null, key.name() + ": " + shown);
  }

  private void line(String indent, boolean given, String text) {
    out.append(indent).append(given ? "" : "#").append(text).append('\n');
  }

  private void comment(Key key, String indent) {
    String about = key.doc() + (key.nested().isPresent() ? "" : " (" + facts(key) + ")");
    StringBuilder line = new StringBuilder(indent + "#");
    for (String word : about.split(" ")) {
      if (line.length() + word.length() >= WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder(indent + "#");
      }
      line.append(' ').append(word);
    }
    out.append(line).append('\n');
  }

  private static String facts(Key key) {
    return key.type()
        + key.range().map(r -> ", " + r).orElse("")
        + (key.required() ? ", required" : "");
  }
}
