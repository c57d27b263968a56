/**
 * The octets of a message in the form in which they may leave: canonical lines, fields of ours on
 * top and none of ours below, parts encoded for hosts that do not take them as they are.
 *
 * <p>Standards: RFC 5321 2.3.8 (lines), RFC 2045 and 2046 (transfer encodings, multipart), RFC 3030
 * 3 (BINARYMIME), RFC 6152 3 (8BITMIME).
 */
@NullMarked
package io.postern.outbound.content;

import org.jspecify.annotations.NullMarked;
