/** Tests of the wire over real sockets on loopback. */
@NullMarked
package io.postern.core.wire;

import org.jspecify.annotations.NullMarked;
