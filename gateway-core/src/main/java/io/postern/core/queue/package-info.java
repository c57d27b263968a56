/**
 * From accepted to settled: a delivery is the recipients of one message that share the next hop and
 * the protections left to them. It is leased to one worker, carried, and settled in one transaction
 * with its audit events.
 *
 * <p>Standards: RFC 5321 4.5.4.1 (retries), RFC 3461 and 3464 (who is told what).
 */
@NullMarked
package io.postern.core.queue;

import org.jspecify.annotations.NullMarked;
