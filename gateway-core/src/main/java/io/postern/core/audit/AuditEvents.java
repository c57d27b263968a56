package io.postern.core.audit;

import io.postern.config.Json;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names and the JSON of the event types, which stay readable for as long as the trail. */
final class AuditEvents {
  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private static final Map<String, Class<? extends AuditEvent>> TYPES =
      Stream.of(AuditEvent.OfMessage.class, AuditEvent.OfGateway.class)
          .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
          .<Class<? extends AuditEvent>>map(c -> c.asSubclass(AuditEvent.class))
          .collect(Collectors.toUnmodifiableMap(AuditEvents::nameOf, Function.identity()));

  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return nameOf(type);
        }
      };

  private AuditEvents() {}

  /** As in {@code picked_up}. */
  static String typeOf(AuditEvent event) {
    return NAMES.get(event.getClass());
  }

  private static String nameOf(Class<?> type) {
    return WORD_START.matcher(type.getSimpleName()).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  static String bodyOf(AuditEvent event) {
    return Json.write(event);
  }

  /** The event again; empty where this version of the program does not know the type. */
  static Optional<AuditEvent> read(String type, String body) {
    return Optional.ofNullable(TYPES.get(type)).map(c -> Json.read(body, c));
  }

  /** Every type by its name. */
  static Map<String, Class<? extends AuditEvent>> types() {
    return TYPES;
  }
}
