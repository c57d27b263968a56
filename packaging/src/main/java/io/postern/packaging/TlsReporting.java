package io.postern.packaging;

import io.postern.config.settings.Settings;
import io.postern.config.settings.TlsReportSettings;
import io.postern.core.dkim.SigningKeys;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Intake;
import io.postern.core.port.Meters;
import io.postern.core.tlsrpt.DueReports;
import io.postern.core.tlsrpt.SessionTally;
import io.postern.outbound.tlsrpt.DailyReports;
import io.postern.outbound.tlsrpt.ReportSender;
import io.postern.outbound.tlsrpt.Submitter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What counts TLS sessions and reports them, where it is wanted. */
record TlsReporting(Settings settings, SessionTally tally, Meters meters, InstantSource clock) {
  static Optional<TlsReporting> of(
      Settings settings, Stores stores, Meters meters, InstantSource clock) {
    return settings.outbound().tlsReports().enabled()
        ? Optional.of(
            new TlsReporting(
                settings, new SessionTally(stores.database(), meters, clock), meters, clock))
        : Optional.empty();
  }

  DailyReports daily(Outbound outbound, Stores stores, SigningKeys keys, Intake intake) {
    ReportSender sender =
        new ReportSender(
            submitter(),
            intake,
            outbound.web(),
            domain -> settings.signing().dkim() && !keys.of(domain).isEmpty(),
            clock);
    DueReports dues =
        new DueReports(stores.database(), () -> ThreadLocalRandom.current().nextDouble(), clock);
    return new DailyReports(tally, dues, outbound.dns(), sender, meters, clock);
  }

  private Submitter submitter() {
    TlsReportSettings reports = settings.outbound().tlsReports();
    String hostname = settings.server().hostname();
    return new Submitter(
        reports.organisation().orElse(hostname),
        Mailbox.parse(reports.contact().orElse("postmaster@" + hostname)),
        hostname);
  }
}
