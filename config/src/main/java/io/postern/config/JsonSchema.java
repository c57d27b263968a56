package io.postern.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The JSON Schema of the files that a record is bound to: editors complete and check by it. It says
 * less than the binder does (no rule across keys), and never more. For one thread.
 *
 * <p>Standards: JSON Schema draft-07, which editors know best.
 */
public final class JsonSchema {
  private final Map<String, Object> definitions = new TreeMap<>();

  private JsonSchema() {}

  /** The whole file, indented. */
  public static String of(Class<? extends Record> root, String title) {
    JsonSchema schema = new JsonSchema();
    Map<String, Object> all = new LinkedHashMap<>(schema.object(root));
    all.put("$schema", "http://json-schema.org/draft-07/schema#");
    all.put("title", title);
    all.put("definitions", schema.definitions);
    return Json.pretty(all) + "\n";
  }

  private Map<String, Object> object(Class<?> record) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      if (Keys.isKey(component)) {
        properties.put(Keys.of(component), property(component));
        if (isRequired(component)) {
          required.add(Keys.of(component));
        }
      }
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("additionalProperties", false);
    object.put("properties", properties);
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    return object;
  }

  private static boolean isRequired(RecordComponent component) {
    return component.getType() != Optional.class && !component.isAnnotationPresent(Default.class);
  }

  private Map<String, Object> property(RecordComponent component) {
    Map<String, Object> value = value(component.getGenericType(), component);
    Doc doc = component.getAnnotation(Doc.class);
    if (doc == null) {
      return value;
    }
    Default fallback = component.getAnnotation(Default.class);
    String told = doc.value() + (fallback == null ? "" : " Default: " + fallback.value() + ".");
    // in draft-07 nothing that stands beside a $ref counts
    return Map.of("description", told, "allOf", List.of(value));
  }

  private Map<String, Object> value(Type type, RecordComponent component) {
    if (type instanceof ParameterizedType p) {
      return composite(p, component);
    }
    Class<?> raw = (Class<?>) type;
    Holds holds = component.getAnnotation(Holds.class);
    if (raw == YamlNode.class) {
      return holds == null ? Map.of() : node(holds.value(), component);
    }
    return scalar(raw, component).orElseGet(() -> reference(raw));
  }

  /** A node that is no item of a list may also be one record for each of several names. */
  private Map<String, Object> node(Class<?> record, RecordComponent component) {
    Map<String, Object> reference = reference(record);
    return component.getType() == YamlNode.class
        ? Map.of("anyOf", List.of(reference, mapOf(reference)))
        : reference;
  }

  private Map<String, Object> composite(ParameterizedType type, RecordComponent component) {
    Type[] arguments = type.getActualTypeArguments();
    Map<String, Object> item = value(arguments[arguments.length - 1], component);
    if (type.getRawType() == Optional.class) {
      return item;
    } else if (type.getRawType() == Map.class) {
      return mapOf(item);
    }
    return component.isAnnotationPresent(OneOrMore.class)
        ? Map.of("anyOf", List.of(item, Map.of("type", "array", "items", item, "minItems", 1)))
        : Map.of("type", "array", "items", item);
  }

  private static Map<String, Object> mapOf(Map<String, Object> item) {
    return Map.of("type", "object", "additionalProperties", item);
  }

  private Map<String, Object> reference(Class<?> record) {
    String name = record.getSimpleName().replace("Spec", "");
    if (!definitions.containsKey(name)) {
      definitions.put(name, Map.of()); // a record may hold itself
      definitions.put(name, object(record));
    }
    return Map.of("$ref", "#/definitions/" + name);
  }

  private static Optional<Map<String, Object>> scalar(Class<?> type, RecordComponent component) {
    if (type.isEnum()) {
      return Optional.of(Map.of("enum", choices(type)));
    } else if (type == int.class
        || type == long.class
        || type == Integer.class
        || type == Long.class) {
      return Optional.of(whole(component));
    } else if (type == boolean.class || type == Boolean.class) {
      return Optional.of(Map.of("type", "boolean"));
    } else if (type == String.class) {
      // what is text for the binder may look like a number for an editor
      return Optional.of(Map.of("type", List.of("string", "number", "boolean")));
    } else if (type == Duration.class) {
      return Optional.of(Map.of("type", "string", "pattern", "^[0-9]{1,9}(ms|s|m|h|d)$"));
    }
    return ScalarType.of(type).map(s -> Map.of("type", List.of("string", "number")));
  }

  /** YAML reads {@code true} as a truth value before it can be a name. */
  private static List<Object> choices(Class<?> type) {
    List<Object> choices = new ArrayList<>();
    for (String name : Keys.ofConstants(type)) {
      choices.add(name.equals("true") ? (Object) true : name);
    }
    return choices;
  }

  private static Map<String, Object> whole(RecordComponent component) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("type", "integer");
    Range range = component.getAnnotation(Range.class);
    if (range != null) {
      whole.put("minimum", Long.valueOf(range.min()));
      whole.put("maximum", Long.valueOf(range.max()));
    }
    return whole;
  }
}
