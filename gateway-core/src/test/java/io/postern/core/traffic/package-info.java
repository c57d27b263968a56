@NullMarked
package io.postern.core.traffic;

import org.jspecify.annotations.NullMarked;
