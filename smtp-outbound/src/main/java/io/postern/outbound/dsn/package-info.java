/**
 * Notifications to senders: what became of a message, in plain words and for machines, without
 * anything of the message itself.
 *
 * <p>Standards: RFC 3464 (format), RFC 6522 (multipart/report), RFC 6533 (internationalised), RFC
 * 3461 (what the sender asked for), RFC 3834 (automatic responses).
 */
@NullMarked
package io.postern.outbound.dsn;

import org.jspecify.annotations.NullMarked;
