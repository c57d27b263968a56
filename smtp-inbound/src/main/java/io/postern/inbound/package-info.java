@NullMarked
package io.postern.inbound;

import org.jspecify.annotations.NullMarked;
