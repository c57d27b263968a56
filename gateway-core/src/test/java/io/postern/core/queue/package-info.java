@NullMarked
package io.postern.core.queue;

import org.jspecify.annotations.NullMarked;
