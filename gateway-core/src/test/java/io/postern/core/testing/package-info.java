/** Hand-written fakes of the ports, for the tests of every module. */
@NullMarked
package io.postern.core.testing;

import org.jspecify.annotations.NullMarked;
