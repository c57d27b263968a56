package io.postern.config.reference;

import io.postern.config.Key;
import io.postern.config.Variant;
import io.postern.config.Variants;
import java.util.List;

/** The page of every key in Markdown: a table for each section, in the order of the records. */
public final class ReferencePage {
  private static final String INTRODUCTION =
      """
      # Configuration

      Everything is in `postern.yaml` in the home directory (`--home`); policies have files of \
      their own. This page is made from the program.

      An unknown, duplicate or missing key, a wrong type or a value out of range stops the start \
      with exit code 2 and one line per problem, `file:line:column key: what is wrong`. `postern \
      check` shows the same without starting anything.

      | written as | is |
      | --- | --- |
      | duration | `500ms`, `5s`, `10m`, `2h`, `5d` |
      | size | bytes, or `64KiB`, `50MiB`, `2GiB` (powers of 1024) |
      | network | `192.0.2.0/24`, `2001:db8::/32`; an address alone is a network of one |
      | host:port | `192.0.2.1:25`, `[2001:db8::1]:25`, `mail.example.org:25` |
      | path | absolute, or relative to the home |
      | true or false, whole number, number | as in YAML 1.2, without quotes; `no` and `010` are text |
      | secret | the text itself, or better `{file: PATH}`, `{environment: NAME}`, or `{credential: NAME}` \
      for a file in systemd's `$CREDENTIALS_DIRECTORY`; never printed |

      The file is UTF-8 with one document; anchors, aliases and tags are not taken.
      """;

  private ReferencePage() {}

  /** The whole page for the record of the file. */
  public static String of(Class<?> root) {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    table(page, "Top level", "", Key.of(root));
    return page.toString();
  }

  private static void table(StringBuilder page, String title, String about, List<Key> keys) {
    String prefix = title.startsWith("`") ? title.substring(1, title.length() - 1) + "." : "";
    table(page, title, prefix, about, keys);
  }

  private static void table(
      StringBuilder page, String title, String prefix, String about, List<Key> keys) {
    page.append("\n## ").append(title).append("\n\n");
    if (!about.isEmpty()) {
      page.append(about).append("\n\n");
    }
    page.append("| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
    keys.forEach(k -> page.append(row(k)));
    keys.stream().filter(k -> k.nested().isPresent()).forEach(k -> section(page, prefix, k));
  }

  private static void section(StringBuilder page, String prefix, Key key) {
    String name = prefix + key.name() + (key.list() ? "[]" : "");
    Class<?> nested = key.nested().orElseThrow();
    if (nested.isRecord()) {
      table(page, "`" + name + "`", key.doc(), Key.of(nested));
    } else {
      variants(page, name, key, nested);
    }
  }

  private static void variants(StringBuilder page, String name, Key key, Class<?> nested) {
    String absent = nested.getAnnotation(Variants.class).absent();
    page.append(
        "\n## `%s`\n\n%s Its key `type` says of which kind it is; without it, `%s`.\n"
            .formatted(name, key.doc(), absent));
    for (Variant variant : Variant.of(nested)) {
      String title = "`" + name + "` of type `" + variant.name() + "`";
      table(page, title, name + ".", "", Key.of(variant.record()));
    }
  }

  private static String row(Key key) {
    String meaning = key.doc() + key.range().map(r -> " Allowed: " + r + ".").orElse("");
    String fallback =
        key.fallback().map(f -> "`" + f + "`").orElse(key.required() ? "required" : "none");
    return "| `%s` | %s | %s | %s |%n"
        .formatted(key.name(), key.type(), fallback, meaning.replace("|", "\\|"))
        .replace(System.lineSeparator(), "\n");
  }
}
