@NullMarked
package io.postern.core;

import org.jspecify.annotations.NullMarked;
