package io.postern.inbound.upstream;

import io.postern.core.model.Sighting;
import io.postern.core.model.Sighting.Result;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What the log says of refused claims: which check and what it saw, never a secret. */
final class UpstreamLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.postern.inbound.upstream");

  private UpstreamLog() {}

  static void refused(
      String upstream, String client, RefusalCode code, List<Sighting.Check> checks) {
    LoggingEventBuilder event = code.isAlarm() ? LOG.atError() : LOG.atWarn();
    if (code.isAlarm()) {
      event = event.addKeyValue("alarm", code.id());
    }
    event
        .addKeyValue("session", Thread.currentThread().getName())
        .addKeyValue("code", code.id())
        .addKeyValue("upstream", upstream)
        .addKeyValue("client", client)
        .addKeyValue("failed", failed(checks))
        .log("upstream not proved");
  }

  static void validation(String upstream, String client) {
    LOG.atInfo()
        .addKeyValue("session", Thread.currentThread().getName())
        .addKeyValue("upstream", upstream)
        .addKeyValue("client", client)
        .log("connector validation message");
  }

  private static String failed(List<Sighting.Check> checks) {
    return checks.stream()
        .filter(c -> c.result() == Result.FAILED)
        .map(c -> c.name() + " (" + c.detail() + ")")
        .toList()
        .toString();
  }
}
