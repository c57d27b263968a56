package io.postern.packaging.cli;

import io.postern.policy.shadow.Report;
import io.postern.policy.shadow.Report.Change;

/** How other policies would have decided, for people. */
final class ReportText {
  private ReportText() {}

  static String text(Report report) {
    StringBuilder text = new StringBuilder();
    report.problem().ifPresent(p -> text.append("not run: ").append(p).append('\n'));
    text.append(
        "%d messages, %d recipients: %d would be treated differently\n"
            .formatted(report.messages(), report.recipients(), report.different()));
    if (report.undecidedRecipients() > 0) {
      text.append(
          "%d cannot be told: a rule asks for content, which is not kept\n"
              .formatted(report.undecidedRecipients()));
      report.undecided().forEach((why, n) -> text.append("  %d by %s\n".formatted(n, why)));
    }
    if (report.missed() > 0) {
      text.append("%d messages were not compared\n".formatted(report.missed()));
    }
    report.changes().forEach(c -> text.append(change(c)));
    return text.toString();
  }

  private static String change(Change change) {
    return "\n%d recipients\n  now        %s\n  candidate  %s\n  as in      %s\n"
        .formatted(
            change.recipients(),
            change.inForce(),
            change.candidate(),
            String.join(" ", change.examples()));
  }
}
