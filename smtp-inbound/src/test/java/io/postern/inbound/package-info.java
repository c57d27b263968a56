/** Tests of the listener: over real sockets with hand-written and real clients. */
@NullMarked
package io.postern.inbound;

import org.jspecify.annotations.NullMarked;
