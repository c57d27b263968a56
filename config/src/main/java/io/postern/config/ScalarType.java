package io.postern.config;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A type that is written as one value.
 *
 * @param description for the reference page
 * @param quotable false where a quoted value is text and therefore of the wrong type
 */
record ScalarType(String description, boolean quotable, Parser parser) {
  /** From text to value. */
  interface Parser {
    /**
     * @throws IllegalArgumentException saying what is allowed, without the text itself
     */
    Object parse(String text);
  }

  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,18})");
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,18})?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private static final Map<Class<?>, ScalarType> KNOWN =
      Map.ofEntries(
          Map.entry(String.class, new ScalarType("text", true, t -> t)),
          Map.entry(int.class, new ScalarType("whole number", false, ScalarType::parseInt)),
          Map.entry(long.class, new ScalarType("whole number", false, ScalarType::parseLong)),
          Map.entry(double.class, new ScalarType("number", false, ScalarType::parseDouble)),
          Map.entry(
              boolean.class, new ScalarType("true or false", false, ScalarType::parseBoolean)),
          Map.entry(Duration.class, new ScalarType("duration", true, ScalarType::parseDuration)),
          Map.entry(DataSize.class, new ScalarType("size", true, DataSize::parse)),
          Map.entry(Cidr.class, new ScalarType("network", true, Cidr::parse)),
          Map.entry(HostPort.class, new ScalarType("host:port", true, HostPort::parse)),
          Map.entry(Path.class, new ScalarType("path", true, ScalarType::parsePath)));

  /** The type's scalar form: one of ours, an enum, or a class with {@code static parse(String)}. */
  static Optional<ScalarType> of(Class<?> type) {
    // the boxed form stands where a number or truth value is Optional
    ScalarType known = KNOWN.get(MethodType.methodType(type).unwrap().returnType());
    if (known != null) {
      return Optional.of(known);
    }
    return type.isEnum() ? Optional.of(ofEnum(type)) : ofParseMethod(type);
  }

  private static ScalarType ofEnum(Class<?> type) {
    List<String> names = Keys.ofConstants(type);
    String choice = String.join(", ", names);
    return new ScalarType(
        choice,
        true,
        text -> {
          int index = Math.max(names.indexOf(text), names.indexOf(text.replace('-', '_')));
          if (index < 0) {
            throw new IllegalArgumentException(
                "must be one of " + choice + Keys.didYouMean(text, names));
          }
          return type.getEnumConstants()[index];
        });
  }

  private static Optional<ScalarType> ofParseMethod(Class<?> type) {
    try {
      Method parse = type.getDeclaredMethod("parse", String.class);
      if (!Modifier.isStatic(parse.getModifiers()) || parse.getReturnType() != type) {
        return Optional.empty();
      }
      parse.setAccessible(true);
      return Optional.of(new ScalarType("text", true, text -> invoke(parse, text)));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  private static Object invoke(Method parse, String text) {
    try {
      return parse.invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(parse + " failed", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Integer parseInt(String text) {
    long value = parseLong(text);
    if (value != (int) value) {
      throw new IllegalArgumentException("a whole number of at most 2147483647 is needed");
    }
    return (int) value;
  }

  private static Long parseLong(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException("a whole number is needed, in plain digits");
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a whole number below 2^63 is needed", e);
    }
  }

  private static Double parseDouble(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException("a number is needed, as in 0.25");
    }
    return Double.valueOf(text);
  }

  private static Boolean parseBoolean(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("true or false is needed");
    }
    return text.equals("true");
  }

  private static Duration parseDuration(String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a duration: write 500ms, 5s, 10m, 2h or 5d");
    }
    long count = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static Path parsePath(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path", e);
    }
  }
}
