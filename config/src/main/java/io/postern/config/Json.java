package io.postern.config;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON in one fixed form: records, maps, lists, strings, numbers, booleans, enums, Optional and
 * Instant (ISO 8601, UTC); a record whose only component is named {@code value} is that value; keys
 * in snake_case and sorted, so that the same value always gives the same bytes (the audit chain
 * hashes them). Thread-safe.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          // Without this the components of records keep the order of their declaration.
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .annotationIntrospector(
              AnnotationIntrospector.pair(new JacksonAnnotationIntrospector(), new ScalarRecords()))
          .build();

  private Json() {}

  /** Compact, on one line. */
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Indented, for people. */
  public static String pretty(Object value) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  /** Compact, to a stream that stays open. */
  public static void write(Object value, OutputStream out) {
    MAPPER.writeValue(new NonClosing(out), value);
  }

  /**
   * Reads a value of the given record or class.
   *
   * @throws IllegalArgumentException where the text does not fit
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON for " + type.getSimpleName(), e);
    }
  }

  /**
   * Reads an object as a map of maps, lists, strings, numbers and booleans.
   *
   * @throws IllegalArgumentException where the text is not a JSON object
   */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> readObject(String json) {
    return read(json, Map.class);
  }

  /**
   * Reads an array.
   *
   * @throws IllegalArgumentException where the text is not a JSON array
   */
  @SuppressWarnings("unchecked")
  public static List<Object> readArray(String json) {
    return read(json, List.class);
  }

  private static final class NonClosing extends java.io.FilterOutputStream {
    NonClosing(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] b, int off, int len) throws java.io.IOException {
      out.write(b, off, len);
    }

    @Override
    public void close() throws java.io.IOException {
      flush();
    }
  }
}
