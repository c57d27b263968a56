/**
 * Web servers that others name: their addresses must be public, their certificates theirs (or what
 * they say signed), and their answers small and in time, whatever a stranger's DNS record or
 * certificate leads to.
 *
 * <p>Standards: RFC 9110 and RFC 9112 (as much of HTTP as one request needs), RFC 9525 (names in
 * certificates).
 */
@NullMarked
package io.postern.outbound.https;

import org.jspecify.annotations.NullMarked;
