package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.model.Discretion;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Protection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What policy leaves to a person, as the queue stores it: JSON with protections as text. */
final class DiscretionText {
  private record Stored(
      List<String> releasers,
      Optional<String> longest,
      HoldTerms.End end,
      Optional<Boolean> refused,
      String allowed) {}

  private DiscretionText() {}

  static String format(Discretion discretion) {
    HoldTerms terms = discretion.terms();
    return Json.write(
        new Stored(
            terms.releasers(),
            terms.longest().map(Duration::toString),
            terms.end(),
            Optional.of(terms.refused()),
            ProtectionText.format(discretion.allowed())));
  }

  /**
   * @param text nothing in rows from before it was kept
   * @param left the protections that such a row has left, all that is known of those allowed
   */
  static Discretion parse(@Nullable String text, List<Protection> left) {
    if (text == null) {
      return Discretion.of(left);
    }
    Stored s = Json.read(text, Stored.class);
    return new Discretion(
        new HoldTerms(s.releasers, s.longest.map(Duration::parse), s.end, s.refused.orElse(false)),
        ProtectionText.parse(s.allowed));
  }
}
