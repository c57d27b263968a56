package io.postern.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key of a settings record as its documentation sees it.
 *
 * @param type what is written there, for people: "duration", "list of networks"
 * @param fallback the default as it would be written in the file
 * @param range both ends, for people
 * @param example a value for a key without default; empty where none is given
 * @param nested the record whose keys stand below this one, or the interface of its {@link
 *     Variant}s
 */
public record Key(
    String name,
    String type,
    String doc,
    boolean required,
    Optional<String> fallback,
    Optional<String> range,
    String example,
    Optional<Class<?>> nested,
    boolean list) {

  /** The keys of a record in the order of its components. */
  public static List<Key> of(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .filter(c -> c.getType() != Location.class)
        .map(Key::of)
        .toList();
  }

  private static Key of(RecordComponent component) {
    Type type = component.getGenericType();
    Type item = type instanceof ParameterizedType p ? last(p) : type;
    Doc doc = component.getAnnotation(Doc.class);
    Optional<String> fallback =
        Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
    return new Key(
        Keys.of(component),
        describe(component, type),
        doc == null ? "" : doc.value(),
        fallback.isEmpty() && component.getType() != Optional.class,
        fallback,
        Optional.ofNullable(component.getAnnotation(Range.class))
            .map(r -> r.min() + " to " + r.max()),
        doc == null ? "" : doc.example(),
        nested((Class<?>) item),
        component.getType() == List.class);
  }

  private static String describe(RecordComponent component, Type type) {
    if (!(type instanceof ParameterizedType p)) {
      return describe((Class<?>) type);
    }
    String item = describe((Class<?>) last(p));
    if (component.isAnnotationPresent(OneOrMore.class)) {
      return item + " or list of these";
    }
    return component.getType() == Optional.class
        ? item
        : (component.getType() == Map.class ? "map to " : "list of ") + item;
  }

  private static String describe(Class<?> type) {
    if (type == Secret.class) {
      return "secret";
    }
    return ScalarType.of(type).map(ScalarType::description).orElse("section");
  }

  private static Optional<Class<?>> nested(Class<?> type) {
    boolean section = type.isRecord() || type.isAnnotationPresent(Variants.class);
    return section && ScalarType.of(type).isEmpty() ? Optional.of(type) : Optional.empty();
  }

  private static Type last(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    return arguments[arguments.length - 1];
  }
}
