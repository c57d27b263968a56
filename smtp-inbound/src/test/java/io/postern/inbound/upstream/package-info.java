@NullMarked
package io.postern.inbound.upstream;

import org.jspecify.annotations.NullMarked;
