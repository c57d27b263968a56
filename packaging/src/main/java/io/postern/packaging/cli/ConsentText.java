package io.postern.packaging.cli;

import io.postern.core.consent.Consent;
import io.postern.core.consent.Recorded;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Consents as people and scripts read them. */
final class ConsentText {
  private ConsentText() {}

  static Map<String, Object> object(Recorded recorded, Instant now) {
    Consent consent = recorded.consent();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("address", consent.address());
    object.put("scope", consent.scope());
    object.put("state", state(recorded, now));
    object.put("warning", consent.warning());
    object.put("given", consent.given().toString());
    object.put("expires", consent.expires().map(Instant::toString));
    object.put("recorded_at", recorded.at().toString());
    object.put("recorded_by", recorded.by());
    object.put("withdrawn_at", recorded.withdrawal().map(w -> w.at().toString()));
    object.put("withdrawn_by", recorded.withdrawal().map(Recorded.Withdrawal::by));
    return object;
  }

  static List<Map<String, Object>> objects(List<Recorded> all, Instant now) {
    return all.stream().map(r -> object(r, now)).toList();
  }

  static String table(List<Recorded> all, Instant now) {
    Table table =
        new Table(
            "ADDRESS", "SCOPE", "STATE", "WARNING", "GIVEN", "EXPIRES", "RECORDED BY", "WITHDRAWN");
    for (Recorded r : all) {
      Consent c = r.consent();
      table.row(
          c.address(),
          c.scope(),
          state(r, now),
          c.warning(),
          c.given().toString(),
          c.expires().map(Instant::toString).orElse("never"),
          r.by() + " at " + r.at(),
          r.withdrawal().map(w -> w.at() + " by " + w.by()).orElse("no"));
    }
    return table.toString();
  }

  private static String state(Recorded recorded, Instant now) {
    return recorded.state(now).name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
