/**
 * The front door: takes mail over SMTP from upstreams that may relay, and hands it on only when it
 * is whole and unambiguous. A message is answered 250 after the intake has made it durable, and in
 * no other case; whatever is refused is read to its true end, so that no byte of a message is ever
 * taken for a command.
 *
 * <p>Standards: RFC 5321 (SMTP), RFC 1870 (SIZE), RFC 2034 (enhanced codes), RFC 2920 (PIPELINING),
 * RFC 3030 (CHUNKING), RFC 3207 (STARTTLS), RFC 3461 (DSN), RFC 4954 (AUTH), RFC 6152 (8BITMIME),
 * RFC 6531 (SMTPUTF8), RFC 8689 (REQUIRETLS).
 */
@NullMarked
package io.postern.inbound;

import org.jspecify.annotations.NullMarked;
