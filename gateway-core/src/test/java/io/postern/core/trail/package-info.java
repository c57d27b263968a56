@NullMarked
package io.postern.core.trail;

import org.jspecify.annotations.NullMarked;
