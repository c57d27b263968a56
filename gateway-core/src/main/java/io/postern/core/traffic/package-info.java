/**
 * How much goes to each destination at once, and which destination is next: so that none is
 * hammered, and one that is slow or dead keeps no other waiting. Each has a {@code Lane} with a
 * {@code Window} that grows and shrinks with what its hosts do, a {@code Pace} and a {@code Pause};
 * {@code Lanes} shares workers and memory out among them.
 *
 * <p>Standards: none; the window is Postfix's (SCHEDULER_README), the shares are those of a
 * switch's buffer (Choudhury and Hahne 1998).
 */
@NullMarked
package io.postern.core.traffic;

import org.jspecify.annotations.NullMarked;
