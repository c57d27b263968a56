/**
 * The journey of a message through the door.
 *
 * <p>Standards: RFC 5321 4.5.4 and 6.1 (responsibility begins with the 250), RFC 1047 (when to give
 * it).
 */
@NullMarked
package io.postern.core.flow;

import org.jspecify.annotations.NullMarked;
