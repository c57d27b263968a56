package io.postern.policy.language;

import io.postern.config.JsonSchema;
import io.postern.config.Key;
import io.postern.policy.expression.Variable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can be written in a policy file, told from the records themselves. */
public final class PolicyReference {
  private PolicyReference() {}

  /** The reference in Markdown: a table for each section. */
  public static String markdown() {
    StringBuilder page = new StringBuilder();
    section(page, "Policy files", PolicyFile.class, new LinkedHashSet<>());
    page.append("\n### What an `expression` may ask for\n\n| name | type | is |\n|---|---|---|\n");
    for (Variable variable : Variable.values()) {
      page.append(
          "| `%s` | %s | %s |\n".formatted(variable.label(), variable.typeName(), variable.doc()));
    }
    return page.toString();
  }

  /** The JSON Schema for editors. */
  public static String schema() {
    return JsonSchema.of(PolicyFile.class, "Postern policy file");
  }

  private static void section(
      StringBuilder page, String title, Class<?> record, Set<Class<?>> told) {
    if (!told.add(record)) {
      return;
    }
    List<Key> keys = Key.of(record);
    page.append("\n### ").append(title);
    page.append("\n\n| key | form | default | meaning |\n|---|---|---|---|\n");
    keys.forEach(k -> page.append(row(k)));
    keys.forEach(k ->
        k.nested().ifPresent(n -> section(page, "`" + k.name() + "`" + where(k, record), n, told)));
  }

  private static String where(Key key, Class<?> record) {
    String outer = record.getSimpleName().replace("Spec", "").toLowerCase(Locale.ROOT);
    boolean top = record == PolicyFile.class;
    return (key.list() && top ? ": one of them" : "") + (top ? "" : " of a " + outer);
  }

  private static String row(Key key) {
    String meaning = key.doc() + key.range().map(r -> " Allowed: " + r + ".").orElse("");
    String fallback =
        key.fallback().map(f -> "`" + f + "`").orElse(key.required() ? "required" : "");
    return "| `%s` | %s | %s | %s |\n"
        .formatted(key.name(), key.type(), fallback, meaning.replace("|", "\\|"));
  }
}
