@NullMarked
package io.postern.packaging.metrics;

import org.jspecify.annotations.NullMarked;
