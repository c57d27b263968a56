@NullMarked
package io.postern.core.flow;

import org.jspecify.annotations.NullMarked;
