/**
 * Durable, sealed content. A message is sealed while it comes in, written ahead in pieces so that
 * no session holds more than one of them, and counts only once its data key is committed together
 * with its envelope. Destroying the data key destroys the message.
 *
 * <p>Standards: 45 CFR 164.312(a)(2)(iv) encryption, 164.312(c)(2) integrity, 164.310(d)(2)(i)
 * disposal; RFC 5321 4.2.5 (responsibility begins with the reply after the content).
 */
@NullMarked
package io.postern.core.spool;

import org.jspecify.annotations.NullMarked;
