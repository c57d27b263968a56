package io.postern.policy.condition;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a text says to a person: neither case nor where a line was folded makes a difference. */
public final class Said {
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /** As clients put it before the subject of the message that they answer or forward. */
  private static final Pattern ANSWERED =
      Pattern.compile("(?:^|[\\s\\])])(?:re|fwd?|aw|wg)\\s*(?:\\[\\d{1,3}])?\\s*[:\uff1a]");

  private Said() {}

  /** In lower case, with single spaces. */
  public static String of(String text) {
    return SPACE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ");
  }

  /** What its writer says in a subject: the rest stands there in another's words. */
  static String byTheWriter(String subject) {
    return ANSWERED.split(of(subject), 2)[0];
  }
}
