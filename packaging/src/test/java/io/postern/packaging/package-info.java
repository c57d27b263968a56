@NullMarked
package io.postern.packaging;

import org.jspecify.annotations.NullMarked;
