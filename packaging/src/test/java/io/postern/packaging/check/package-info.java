@NullMarked
package io.postern.packaging.check;

import org.jspecify.annotations.NullMarked;
