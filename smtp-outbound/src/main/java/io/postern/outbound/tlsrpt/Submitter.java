package io.postern.outbound.tlsrpt;

import io.postern.core.model.Mailbox;

/**
 * Who reports.
 *
 * @param organisation its name
 * @param contact the address that reports come from; its domain has to have DKIM keys
 * @param hostname of the gateway
 */
public record Submitter(String organisation, Mailbox contact, String hostname) {
  /** The domain that answers for the report (RFC 8460 5.3). */
  String domain() {
    return contact.domain();
  }
}
