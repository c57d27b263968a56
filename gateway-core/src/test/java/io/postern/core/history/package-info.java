@NullMarked
package io.postern.core.history;

import org.jspecify.annotations.NullMarked;
