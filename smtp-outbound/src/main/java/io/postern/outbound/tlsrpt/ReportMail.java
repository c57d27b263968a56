package io.postern.outbound.tlsrpt;

import io.postern.core.model.Envelope;
import io.postern.core.model.Mailbox;
import io.postern.core.tlsrpt.TlsReport;
import io.postern.outbound.text.MailText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes the mail that carries a report (RFC 8460 5.3). It asks for no TLS (RFC 8689 5): a domain
 * has to hear that its TLS is broken.
 */
final class ReportMail {
  private static final int LINE = 76;

  private ReportMail() {}

  /**
   * The whole mail, CRLF line ends.
   *
   * @param domain whom the report is for
   * @param packed the report in gzip
   */
  static byte[] compose(
      TlsReport report, String domain, byte[] packed, Submitter submitter, Envelope envelope) {
    String boundary = "postern-" + envelope.id();
    String mail =
        header(report, domain, submitter, envelope, boundary)
            + words(report, domain, submitter, boundary)
            + attached(report, domain, submitter, boundary)
            + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(packed)
            + "\n--"
            + boundary
            + "--\n";
    return mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String header(
      TlsReport report, String domain, Submitter submitter, Envelope envelope, String boundary) {
    Mailbox to = envelope.to().getFirst().mailbox();
    return """
    From: %s <%s>
    To: <%s>
    Subject: Report Domain: %s Submitter: %s
     Report-ID: <%s>
    Date: %s
    Message-ID: <%s@%s>
    TLS-Report-Domain: %s
    TLS-Report-Submitter: %s
    TLS-Required: No
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type="tlsrpt";
     boundary="%s"

    """
        .formatted(
            MailText.phrase(submitter.organisation()),
            submitter.contact().address(),
            to.address(),
            domain,
            submitter.domain(),
            report.id(),
            MailText.date(envelope.receivedAt()),
            envelope.id(),
            submitter.domain(),
            domain,
            submitter.domain(),
            boundary);
  }

  private static String words(
      TlsReport report, String domain, Submitter submitter, String boundary) {
    long good = report.results().stream().mapToLong(TlsReport.Result::good).sum();
    long bad = report.results().stream().mapToLong(TlsReport.Result::bad).sum();
    return """
    --%s
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 8bit

    This is a report on the TLS of the mail hosts of %s, as %s
    (%s) found it between %s and %s:
    sessions as your policies want them: %d, others: %d.
    The attached file says more (RFC 8460).

    """
        .formatted(
            boundary,
            domain,
            MailText.printable(submitter.organisation()),
            submitter.hostname(),
            report.begin(),
            report.end(),
            good,
            bad);
  }

  private static String attached(
      TlsReport report, String domain, Submitter submitter, String boundary) {
    return """
    --%s
    Content-Type: application/tlsrpt+gzip
    Content-Transfer-Encoding: base64
    Content-Disposition: attachment;
     filename="%s"

    """
        .formatted(boundary, fileName(report, domain, submitter));
  }

  /** RFC 8460 5.1. */
  static String fileName(TlsReport report, String domain, Submitter submitter) {
    return submitter.domain()
        + "!"
        + domain
        + "!"
        + report.begin().getEpochSecond()
        + "!"
        + report.end().getEpochSecond()
        + "!"
        + report.id().split("@", 2)[0]
        + ".json.gz";
  }
}
