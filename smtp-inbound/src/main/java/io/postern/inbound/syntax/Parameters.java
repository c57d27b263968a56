package io.postern.inbound.syntax;

import io.postern.config.settings.Tolerance;
import io.postern.inbound.strict.Tolerances;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parameters of MAIL or RCPT (RFC 5321 4.1.2): each is taken out by whoever knows it, and what
 * is left is unknown.
 */
public final class Parameters {
  private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * @throws SyntaxException 501 where one is malformed or given twice
   */
  public static Parameters parse(String text) throws SyntaxException {
    Parameters parameters = new Parameters();
    if (!text.isEmpty()) {
      for (String one : text.split(" +")) {
        parameters.add(one);
      }
    }
    return parameters;
  }

  private void add(String text) throws SyntaxException {
    int equals = text.indexOf('=');
    String keyword = equals < 0 ? text : text.substring(0, equals);
    String value = equals < 0 ? "" : text.substring(equals + 1);
    boolean valueGood = equals < 0 || isValue(value);
    if (!KEYWORD.matcher(keyword).matches() || !valueGood) {
      throw new SyntaxException(501, "5.5.4", "Malformed parameter");
    }
    if (values.put(keyword.toUpperCase(Locale.ROOT), value) != null) {
      throw new SyntaxException(501, "5.5.4", "Parameter given twice");
    }
  }

  /** esmtp-value: no control, space or equals sign; UTF-8 by RFC 6531 3.3. */
  private static boolean isValue(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '=' && c != 127);
  }

  /** Takes a parameter with its value; an empty value where it was given without one. */
  public Optional<String> take(String keyword) {
    return Optional.ofNullable(values.remove(keyword));
  }

  /**
   * Takes a parameter that has no value.
   *
   * @return whether it was given
   * @throws SyntaxException 501 where a value was given
   */
  public boolean takeFlag(String keyword) throws SyntaxException {
    Optional<String> value = take(keyword);
    if (value.isPresent() && !value.get().isEmpty()) {
      throw new SyntaxException(501, "5.5.4", keyword + " takes no value");
    }
    return value.isPresent();
  }

  /**
   * A promise that is asked for by name is never dropped silently (RFC 8689 5).
   *
   * @throws SyntaxException 555 where one was not taken (RFC 5321 4.1.1.11)
   */
  public void requireAllTaken(Tolerances tolerances) throws SyntaxException {
    boolean good =
        values.isEmpty()
            || (!values.containsKey("REQUIRETLS") && tolerances.use(Tolerance.UNKNOWN_PARAMETER));
    if (!good) {
      throw new SyntaxException(555, "5.5.4", "Parameter not recognised or not implemented");
    }
  }
}
