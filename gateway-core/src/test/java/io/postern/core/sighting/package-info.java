@NullMarked
package io.postern.core.sighting;

import org.jspecify.annotations.NullMarked;
