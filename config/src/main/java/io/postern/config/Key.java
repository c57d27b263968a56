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
    return Arrays.stream(record.getRecordComponents()).filter(Keys::isKey).map(Key::of).toList();
  }

  private static Key of(RecordComponent component) {
    Doc doc = component.getAnnotation(Doc.class);
    Optional<String> fallback =
        Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
    return new Key(
        Keys.of(component),
        describe(component, component.getGenericType()),
        doc == null ? "" : doc.value(),
        fallback.isEmpty() && component.getType() != Optional.class,
        fallback,
        Optional.ofNullable(component.getAnnotation(Range.class))
            .map(r -> r.min() + " to " + r.max()),
        doc == null ? "" : doc.example(),
        nested(innermost(component)),
        isList(component.getGenericType()));
  }

  private static String describe(RecordComponent component, Type type) {
    if (!(type instanceof ParameterizedType p)) {
      return describe((Class<?>) type);
    }
    String item = describe(component, last(p));
    if (p.getRawType() == Optional.class) {
      return item;
    } else if (p.getRawType() == Map.class) {
      return "map to " + item;
    }
    boolean orOne = component.isAnnotationPresent(OneOrMore.class);
    return orOne ? item + " or list of these" : "list of " + item;
  }

  /** What is left without lists, maps and options; of nodes, what they are bound to later. */
  private static Class<?> innermost(RecordComponent component) {
    Type type = component.getGenericType();
    while (type instanceof ParameterizedType p) {
      type = last(p);
    }
    Holds holds = component.getAnnotation(Holds.class);
    return holds == null ? (Class<?>) type : holds.value();
  }

  private static boolean isList(Type type) {
    return type == List.class
        || (type instanceof ParameterizedType p
            && (p.getRawType() == List.class
                || (p.getRawType() == Optional.class && isList(last(p)))));
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
