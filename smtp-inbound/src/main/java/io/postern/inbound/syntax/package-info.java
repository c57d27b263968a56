/**
 * The grammar of SMTP commands: addresses, parameters, xtext. Text in, values out; no sockets and
 * no state.
 *
 * <p>Standards: RFC 5321 4.1.2 (paths, mailboxes), RFC 5890 (IDN labels), RFC 6531 3.3 (UTF-8 in
 * addresses), RFC 3461 4 (DSN parameters, xtext).
 */
@NullMarked
package io.postern.inbound.syntax;

import org.jspecify.annotations.NullMarked;
