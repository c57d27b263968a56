@NullMarked
package io.postern.core.store;

import org.jspecify.annotations.NullMarked;
