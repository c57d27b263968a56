package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import java.util.Locale;

/**
 * One line of the decision log: what one source said, and what was made of it.
 *
 * @param place where it was asked; empty where it was not
 */
public record Step(Source source, String place, Outcome outcome, String detail) {
  /** Sixteen fingerprints with a word on each, and some; servers choose part of it. */
  private static final int LONGEST = 2000;

  public Step {
    place = shown(place);
    detail = shown(detail);
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  /** What came of it. */
  public enum Outcome {
    /** It has a key that is used from now on. */
    TAKEN,
    /** It has keys, and none of them may be used. */
    REFUSED,
    /** It has a key, and another one that was found stands on better evidence. */
    WEAKER,
    /** It has none. */
    NONE,
    /** It could not be asked, and what it said before still counts. */
    KEPT,
    /** It could not be asked. */
    FAILED,
    /** It was not asked: it has failed too often, or there was no time. */
    SKIPPED;

    /** The name in logs and metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The source's name as in the configuration. */
  public String sourceLabel() {
    return source.name().toLowerCase(Locale.ROOT);
  }

  /** As in {@code wkd https://openpgpkey.example.org/...: taken, 1f2e...}. */
  public String line() {
    String where = place.isEmpty() ? "" : " " + place;
    return sourceLabel() + where + ": " + outcome.label() + ", " + detail;
  }
}
