/** Receivers, certificates and DNS answers for the tests of the way out. */
@NullMarked
package io.postern.outbound.testing;

import org.jspecify.annotations.NullMarked;
