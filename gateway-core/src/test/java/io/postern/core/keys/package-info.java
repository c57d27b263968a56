/** Tests of keys and passwords. */
@NullMarked
package io.postern.core.keys;

import org.jspecify.annotations.NullMarked;
