/**
 * What a stranger may send before we know who it is, thrown at the parsers that see it first.
 *
 * <p>The seeds are run by every build; the profile {@code fuzz} searches for more.
 */
@NullMarked
package io.postern.inbound.fuzz;

import org.jspecify.annotations.NullMarked;
