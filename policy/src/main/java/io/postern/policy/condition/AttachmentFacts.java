package io.postern.policy.condition;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is asked about a file in a message. Its name is not kept: names of files name patients.
 *
 * @param type {@code type/subtype} as declared, in lower case
 * @param extension of the file's name without its dot, in lower case: at most ten letters and
 *     digits of ASCII; empty where what follows the dot is anything else, or there is no dot
 */
public record AttachmentFacts(String type, String extension) {
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,10}");

  /**
   * Of a file.
   *
   * @param name as declared; empty where it has none
   */
  public static AttachmentFacts of(String type, String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    int dot = lower.lastIndexOf('.');
    String last = dot < 0 ? "" : lower.substring(dot + 1);
    return new AttachmentFacts(type, EXTENSION.matcher(last).matches() ? last : "");
  }
}
