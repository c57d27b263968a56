package io.postern.outbound.tlsrpt;

import io.postern.core.model.Mailbox;
import java.net.URI;

/** Where a domain wants its reports (RFC 8460 3). */
sealed interface ReportTarget {
  /** As the domain wrote it. */
  String text();

  /** A mailbox. */
  record Mail(String text, Mailbox mailbox) implements ReportTarget {}

  /**
   * A web server on its usual port.
   *
   * @param uri with scheme https and a host
   */
  record Web(String text, URI uri) implements ReportTarget {
    /** The path and query as they go on the wire. */
    String path() {
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
  }
}
