package io.postern.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes records out of nodes. A component {@code requireTls} is the key {@code require_tls}; it is
 * a String, int, long, double, boolean, {@link java.time.Duration}, {@link DataSize}, {@link Cidr},
 * {@link HostPort}, {@link Path}, {@link Secret}, an enum in lower case, any class with a {@code
 * static parse(String)} that throws IllegalArgumentException, a record, a sealed interface of
 * records with {@link Variants}, or a {@code List}, {@code Map<String, …>} or {@code Optional} of
 * those. A component of type {@link Location} is no key but the place of the record, and one of
 * type {@link Written} the record as it is written; one of type {@link YamlNode} is the key's value
 * as it stands.
 *
 * <p>A key that is absent takes its {@link Default}; without one and not Optional it is missing. An
 * IllegalArgumentException of a record's constructor becomes a problem at the record's place, a
 * {@link WrongValue} one at the value of the key that it names. For one thread.
 */
public final class Binder {
  private final Path base;
  private final SecretReader secrets;
  private final Problems problems;

  /**
   * @param base what relative paths, also those of secrets, are relative to
   */
  public Binder(Path base, Problems problems) {
    this(base, System.getenv(), problems);
  }

  Binder(Path base, Map<String, String> environment, Problems problems) {
    this.base = base;
    this.secrets = new SecretReader(base, environment);
    this.problems = problems;
  }

  /**
   * The record that an empty file would give.
   *
   * @throws ConfigException where a key has no default
   */
  public static <T extends Record> T defaults(Class<T> type) {
    Problems problems = new Problems();
    YamlNode nothing =
        new YamlNode.Mapping(new Location("defaults", 1, 1), "", new LinkedHashMap<>());
    Optional<T> bound = new Binder(Path.of(""), Map.of(), problems).bind(nothing, type);
    problems.throwIfAny();
    return bound.orElseThrow();
  }

  /** The record, or empty where problems were added. */
  public <T extends Record> Optional<T> bind(YamlNode node, Class<T> type) {
    return record(node, type).map(type::cast);
  }

  private Optional<Object> record(YamlNode node, Class<?> type) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      return wrong(node, "keys with values are needed");
    }
    RecordComponent[] components = type.getRecordComponents();
    reportUnknownKeys(mapping, components);
    @Nullable Object[] values = new @Nullable Object[components.length];
    boolean complete = true;
    for (int i = 0; i < components.length; i++) {
      Optional<Object> value = component(mapping, components[i]);
      values[i] = value.orElse(null);
      complete &= value.isPresent();
    }
    return complete ? construct(mapping, type, values) : Optional.empty();
  }

  private void reportUnknownKeys(YamlNode.Mapping mapping, RecordComponent[] components) {
    Set<String> allowed =
        Arrays.stream(components)
            .filter(Keys::isKey)
            .map(Keys::of)
            .collect(Collectors.toCollection(TreeSet::new));
    mapping
        .entries()
        .forEach((key, entry) -> {
          if (!allowed.contains(key)) {
            String meant = Keys.didYouMean(key, allowed);
            String hint = meant.isEmpty() ? "; allowed are " + String.join(", ", allowed) : meant;
            problems.add(entry.key(), entry.value().path(), "unknown key" + hint);
          }
        });
  }

  private Optional<Object> component(YamlNode.Mapping mapping, RecordComponent component) {
    if (component.getType() == Location.class) {
      return Optional.of(mapping.location());
    }
    if (component.getType() == Written.class) {
      return Optional.of(new Written(mapping));
    }
    YamlNode.@Nullable Entry entry = mapping.entries().get(Keys.of(component));
    boolean optional = component.getType() == Optional.class;
    if (entry == null) {
      return optional ? Optional.of(Optional.empty()) : absent(mapping, component);
    }
    Type type = optional ? argument(component.getGenericType(), 0) : component.getGenericType();
    Optional<Object> value = value(entry.value(), type, component);
    return optional ? value.map(Optional::of) : value;
  }

  private Optional<Object> absent(YamlNode.Mapping mapping, RecordComponent component) {
    String key = Keys.of(component);
    String path = mapping.path().isEmpty() ? key : mapping.path() + "." + key;
    Default fallback = component.getAnnotation(Default.class);
    if (fallback == null) {
      problems.add(mapping.location(), path, "missing key");
      return Optional.empty();
    }
    return new YamlComposer(mapping.location(), path, fallback.value(), problems)
        .compose()
        .flatMap(node -> value(node, component.getGenericType(), component));
  }

  private Optional<Object> construct(
      YamlNode.Mapping mapping, Class<?> type, @Nullable Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return Optional.of(constructor.newInstance(values));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof WrongValue refused) {
        return wrong(new Written(mapping).at(refused.key()), String.valueOf(refused.getMessage()));
      }
      if (e.getCause() instanceof IllegalArgumentException refused) {
        return wrong(mapping, String.valueOf(refused.getMessage()));
      }
      throw new IllegalStateException("the constructor of " + type + " failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot construct " + type, e);
    }
  }

  private Optional<Object> value(YamlNode node, Type type, AnnotatedElement component) {
    if (type == YamlNode.class) {
      return Optional.of(node);
    }
    if (node instanceof YamlNode.Scalar s && s.isNull()) {
      return wrong(node, "no value; give one or remove the key");
    }
    if (type instanceof ParameterizedType p) {
      return p.getRawType() == List.class
          ? list(node, argument(p, 0), component)
          : map(node, argument(p, 1), component);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == Secret.class) {
      return secret(node);
    }
    Optional<ScalarType> scalar = ScalarType.of(raw);
    if (scalar.isPresent()) {
      return scalar(node, scalar.get(), component);
    }
    return raw.isRecord() ? record(node, raw) : variant(node, raw);
  }

  /** A record of a sealed interface: the one that {@link Variant#KEY} names. */
  private Optional<Object> variant(YamlNode node, Class<?> type) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      return wrong(node, "keys with values are needed");
    }
    YamlNode.@Nullable Entry entry = mapping.entries().get(Variant.KEY);
    String absent = type.getAnnotation(Variants.class).absent();
    String name =
        entry == null ? absent : entry.value() instanceof YamlNode.Scalar s ? s.text() : "";
    List<Variant> variants = Variant.of(type);
    Optional<Variant> chosen = variants.stream().filter(v -> v.name().equals(name)).findFirst();
    if (chosen.isEmpty()) {
      List<String> names = variants.stream().map(Variant::name).toList();
      return wrong(
          entry == null ? node : entry.value(),
          "must be one of " + String.join(", ", names) + Keys.didYouMean(name, names));
    }
    return record(mapping.without(Variant.KEY), chosen.get().record());
  }

  private Optional<Object> list(YamlNode node, Type item, AnnotatedElement component) {
    boolean oneOrMore = component.isAnnotationPresent(OneOrMore.class);
    if (!(node instanceof YamlNode.Sequence sequence)) {
      return oneOrMore
          ? value(node, item, component).map(List::of)
          : wrong(node, "a list is needed, as in [a, b]");
    }
    if (oneOrMore && sequence.items().isEmpty()) {
      return wrong(node, "one or more values are needed");
    }
    List<Object> values = new ArrayList<>();
    sequence.items().forEach(i -> value(i, item, component).ifPresent(values::add));
    return values.size() == sequence.items().size()
        ? Optional.of(List.copyOf(values))
        : Optional.empty();
  }

  private Optional<Object> map(YamlNode node, Type item, AnnotatedElement component) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      return wrong(node, "keys with values are needed");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((k, e) -> value(e.value(), item, component).ifPresent(v -> values.put(k, v)));
    return values.size() == mapping.entries().size()
        ? Optional.of(Collections.unmodifiableMap(values))
        : Optional.empty();
  }

  private Optional<Object> secret(YamlNode node) {
    try {
      Secret secret = secrets.read(node);
      return secret.reveal().isEmpty() ? wrong(node, "a secret is not empty") : Optional.of(secret);
    } catch (IllegalArgumentException e) {
      return wrong(node, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Object> scalar(YamlNode node, ScalarType type, AnnotatedElement component) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      return wrong(node, "a single value is needed: " + type.description());
    }
    if (!scalar.plain() && !type.quotable()) {
      return wrong(node, type.description() + " is needed, without quotes");
    }
    try {
      Object value = type.parser().parse(scalar.text());
      checkRange(type, value, component);
      return Optional.of(value instanceof Path path ? base.resolve(path).normalize() : value);
    } catch (InvalidPathException e) {
      return wrong(node, "not a path");
    } catch (IllegalArgumentException e) {
      return wrong(node, String.valueOf(e.getMessage()));
    }
  }

  @SuppressWarnings("unchecked")
  private static void checkRange(ScalarType type, Object value, AnnotatedElement component) {
    Range range = component.getAnnotation(Range.class);
    if (range == null) {
      return;
    }
    Comparable<Object> comparable = (Comparable<Object>) value;
    if (comparable.compareTo(type.parser().parse(range.min())) < 0
        || comparable.compareTo(type.parser().parse(range.max())) > 0) {
      throw new IllegalArgumentException(
          "out of range; allowed is " + range.min() + " to " + range.max());
    }
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private Optional<Object> wrong(YamlNode node, String message) {
    problems.add(node, message);
    return Optional.empty();
  }
}
