/**
 * How far a client may stray from the standards and still be served. Every deviation has a name and
 * a price ({@link io.postern.config.settings.Tolerance}), is asked for by name in the code, and is
 * counted where it is used, so that a listener can be made stricter without a guess.
 *
 * <p>Standards: RFC 5321, RFC 2920 3.1 (what may not be pipelined); RFC 9413 (why leniency is not
 * free).
 */
@NullMarked
package io.postern.inbound.strict;

import org.jspecify.annotations.NullMarked;
