package io.postern.packaging.cli;

import io.postern.core.model.Sighting;
import io.postern.inbound.upstream.RefusalCode;
import io.postern.packaging.upstream.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Upstreams as people and scripts read them. */
final class UpstreamText {
  private UpstreamText() {}

  static String steps(List<Step> steps) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      text.append(i + 1).append(". ").append(steps.get(i).title()).append("\n\n");
      text.append(steps.get(i).text().indent(3)).append('\n');
    }
    return text.toString();
  }

  /** One message: a line for each check, and what to do where one failed. */
  static String sighting(Sighting s) {
    StringBuilder text = new StringBuilder();
    text.append(s.at()).append(" from ").append(s.clientAddress()).append(": ");
    text.append(s.accepted() ? "taken" : "refused, code " + s.code()).append('\n');
    for (Sighting.Check check : s.checks()) {
      text.append(
          "  %-8s %-20s %s".formatted(result(check), check.name(), check.detail()).stripTrailing());
      text.append('\n');
    }
    RefusalCode.find(s.code()).ifPresent(c -> text.append(refusal(c).indent(2)));
    return text.toString();
  }

  /** What a code means and what to do. */
  static String refusal(RefusalCode code) {
    return """
    %s%s
    what:  %s
    why:   %s
    to do: %s
    """
        .formatted(
            code.id(),
            code.isAlarm() ? " (an alarm: it is what an attack looks like)" : "",
            code.meaning(),
            code.cause(),
            code.action());
  }

  static Map<String, Object> object(Sighting s) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", s.at());
    object.put("client_address", s.clientAddress());
    object.put("accepted", s.accepted());
    object.put("code", s.code());
    object.put("checks", s.checks().stream().map(UpstreamText::object).toList());
    return object;
  }

  private static Map<String, Object> object(Sighting.Check check) {
    return Map.of("name", check.name(), "result", result(check), "detail", check.detail());
  }

  private static String result(Sighting.Check check) {
    return check.result().name().toLowerCase(Locale.ROOT);
  }

  /** As in {@code 8 days}. */
  static String age(Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    if (age.toDays() > 1) {
      return age.toDays() + " days";
    }
    return age.toHours() > 1 ? age.toHours() + " hours" : Math.max(0, age.toMinutes()) + " minutes";
  }
}
