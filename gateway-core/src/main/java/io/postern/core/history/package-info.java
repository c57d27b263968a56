/**
 * Which policies were in force when, with their full text: whoever asks in six years why a message
 * went the way it went finds the rules that said so. Sealed at rest, since policies may hold
 * addresses; nothing is ever deleted.
 *
 * <p>Standards: 45 CFR 164.316(b)(2) (documentation kept for six years from when it last was in
 * effect).
 */
@NullMarked
package io.postern.core.history;

import org.jspecify.annotations.NullMarked;
