/**
 * How far decisions of policy are carried out: not at all, beside a stop of all mail, or fully; and
 * the circuit breaker that stops all mail where too much of it goes wrong at once. Both are kept in
 * the store, so that they outlive a restart and every node follows them.
 */
@NullMarked
package io.postern.core.mode;

import org.jspecify.annotations.NullMarked;
