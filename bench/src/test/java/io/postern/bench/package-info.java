/** The measurements measured: a check that cannot fail proves nothing. */
@NullMarked
package io.postern.bench;

import org.jspecify.annotations.NullMarked;
