@NullMarked
package io.postern.outbound;

import org.jspecify.annotations.NullMarked;
