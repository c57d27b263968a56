@NullMarked
package io.postern.config.reference;

import org.jspecify.annotations.NullMarked;
