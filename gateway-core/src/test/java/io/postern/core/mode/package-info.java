@NullMarked
package io.postern.core.mode;

import org.jspecify.annotations.NullMarked;
