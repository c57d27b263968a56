/**
 * The sending side of SMTP: replies, capabilities, STARTTLS, one transaction, connections that are
 * used again.
 *
 * <p>Standards: RFC 5321 (SMTP), RFC 2920 (PIPELINING), RFC 1870 (SIZE), RFC 6152 (8BITMIME), RFC
 * 6531 (SMTPUTF8), RFC 3461 (DSN), RFC 3207 (STARTTLS), RFC 8689 (REQUIRETLS), RFC 2034 (enhanced
 * codes).
 */
@NullMarked
package io.postern.outbound.client;

import org.jspecify.annotations.NullMarked;
