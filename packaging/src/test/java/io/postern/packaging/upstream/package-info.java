@NullMarked
package io.postern.packaging.upstream;

import org.jspecify.annotations.NullMarked;
