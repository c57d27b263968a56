package io.postern.packaging.upstream;

import java.util.List;
import java.util.stream.Collectors;

/** Values as PowerShell reads them back exactly. */
final class PowerShell {
  private PowerShell() {}

  /**
   * A verbatim string: nothing in it is expanded, only quotation marks are doubled, of which
   * PowerShell takes the typographic ones for the same.
   *
   * @throws IllegalArgumentException for control characters, which no value of ours holds
   */
  static String quoted(String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a control character in a value for PowerShell");
    }
    return "'" + value.replaceAll("(['\u2018\u2019\u201a\u201b])", "$1$1") + "'";
  }

  static String quoted(List<String> values) {
    return values.stream().map(PowerShell::quoted).collect(Collectors.joining(","));
  }

  /** One command over several lines, each but the last ended by PowerShell's continuation sign. */
  static String command(String first, String... arguments) {
    return first + " `\n  " + String.join(" `\n  ", arguments);
  }
}
